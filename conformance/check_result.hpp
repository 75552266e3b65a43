#pragma once

#include "base/verdict.hpp"
#include "conformance/evidence.hpp"
#include "conformance/known_failures.hpp"
#include "conformance/rule.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::conformance {

/// What came of one rule. `rule` is one of `rules()` and lives as long as the program.
struct RuleResult {
    const Rule* rule = nullptr;
    Verdict verdict = Verdict::passed;
    std::string expected;                ///< failed and warning
    std::string actual;                  ///< failed and warning
    std::string reason;                  ///< skipped and broken
    std::optional<std::size_t> contact;  ///< index into the evidence's contacts
    std::optional<std::size_t> offset;   ///< of the bytes at fault in that contact's response body
    std::size_t bytes = 0;               ///< how many they are
    KnownState known = KnownState::unknown;
    std::string known_reason;  ///< from the file of known failures, with its date

    /// The check as a whole failed because of it.
    bool fatal() const;
};

/// One check of one server: what reports are written from.
struct CheckResult {
    std::string url;
    std::string home;    ///< as given; empty: none
    std::string router;  ///< as a gateway writes it
    std::chrono::milliseconds took{0};
    unsigned attempts = 1;
    std::string trouble;  ///< nothing could be judged at all: "nobody answers: ..."
    std::vector<RuleResult> rules;
    Evidence evidence;

    std::size_t count(Verdict verdict) const;
    bool ok() const;
};

}  // namespace cupspec::conformance
