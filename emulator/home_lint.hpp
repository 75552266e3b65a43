#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "emulator/home_files.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

enum class Severity {
    note,  ///< works, but is worth knowing
    bad,   ///< something that lies there does not work
    fatal  ///< Station does not start, or dies
};

/// "note", "bad", "fatal"
std::string_view to_string(Severity severity);

/// Something a Station dislikes in its home.
struct LintRule {
    std::string_view slug;  ///< the emulator's word for the same problem where it has one
    Severity severity = Severity::bad;
    std::string_view says;    ///< how it should be, one sentence
    std::string_view does;    ///< what Station does when it is not so
    std::string_view cure;    ///< what to do about it
    std::string_view source;  ///< where the fact comes from
};

/// All of them, in the order in which they are looked at.
std::vector<LintRule> lint_rules();

/// Where in a file; lines count from 1, bytes from 0.
struct LintPlace {
    enum class Unit { line, byte } unit = Unit::line;
    std::size_t number = 0;
};

/// A broken rule.
struct LintFinding {
    std::string_view slug;
    Severity severity = Severity::bad;
    std::string file;  ///< name in the home, as it lies there now
    std::optional<LintPlace> place;
    std::string says;         ///< what is wrong; never a secret
    std::string consequence;  ///< what Station does
    std::string cure;
};

struct LintOptions {
    TimePoint now;  ///< for what has expired
};

/// Tries the home's next start out on a copy in memory, interrupted updates included, and judges what a
/// gateway would then have. Worst first; nothing is changed. What does not lie in a home (environment
/// variables, the clock, the servers) is not looked at.
std::vector<LintFinding> lint_home(const HomeFiles& files, const LintOptions& options);

/// @return otherwise the errno of the directory, `where` naming it
Result<std::vector<LintFinding>> lint_home(const std::filesystem::path& home, const LintOptions& options);

}  // namespace cupspec::emulator
