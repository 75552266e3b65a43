#pragma once

// Private to home_lint*.cpp: what a group of rules sees, and where it leaves what it finds.

#include "emulator/gateway.hpp"
#include "emulator/home_lint.hpp"
#include "emulator/trial_disk.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::emulator {

/// What one finding says beyond its rule; empty members are the rule's own.
struct Remark {
    std::string file;
    std::string says = {};
    std::optional<LintPlace> place = {};
    std::string cure = {};
};

/// Borrows everything but the findings.
struct LintView {
    const HomeFiles& files;  ///< as they lie there
    const TrialDisk& disk;   ///< after the next start has finished what was interrupted
    const Home& home;        ///< on `disk`
    const Gateway& gateway;  ///< started
    Settings settings;       ///< of station.conf, or Station's defaults
    std::string refusal;     ///< why the start was refused: "start-refused:no-uri"; empty: it was not
    TimePoint now;
    std::vector<LintFinding> findings;

    /// Notes it once, also where two files of the trial are one in the home.
    void add(const LintRule& rule, Remark remark);
    /// The name under which what will be `cups.uri` lies in the home now.
    std::string name(Category category, SetName set, std::string_view extension) const {
        return disk.origin(home.file(category, set, extension));
    }
};

/// Rules that look at one thing, and the function that looks.
struct LintGroup {
    std::span<const LintRule* const> rules;
    void (*look)(LintView& view);
};

const LintGroup& lint_names();
const LintGroup& lint_settings();
const LintGroup& lint_uris();
const LintGroup& lint_sets();
const LintGroup& lint_certificates();
const LintGroup& lint_keys();
const LintGroup& lint_tokens();
/// After those that know better.
const LintGroup& lint_unexplained();
const LintGroup& lint_package();
const LintGroup& lint_transaction();

inline LintPlace at_line(std::size_t number) { return {LintPlace::Unit::line, number}; }
inline LintPlace at_byte(std::size_t number) { return {LintPlace::Unit::byte, number}; }

}  // namespace cupspec::emulator
