#pragma once

#include "base/verdict.hpp"
#include "emulator/lns_link.hpp"
#include "emulator/round_report.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::scenarios {

/// "24h7m30s", "0s": a time as scenarios write it.
std::string span_text(std::chrono::milliseconds span);

/// One expectation that did not hold.
struct Mismatch {
    std::string what;  ///< "response.cupsCred"
    std::string expected;
    std::string actual;
};

/// What became of one step.
struct StepResult {
    std::string kind;   ///< "poll", "connect-lns"
    std::string title;  ///< "poll: router-1 at cups-0"
    std::string where;  ///< file:line:column of the step
    Verdict verdict = Verdict::passed;
    std::string message;  ///< for skipped and broken
    std::vector<Mismatch> mismatches;
    std::optional<emulator::RoundReport> round;  ///< of a poll
    std::vector<std::string>
        faults;                  ///< what the scenario's servers did wrong as they were told to, in words
    std::string update_package;  ///< version of the firmware in the answer, as the server's record has it
    std::optional<emulator::LnsReport> lns;       ///< of connect-lns
    std::optional<std::chrono::milliseconds> at;  ///< on the gateway's clock; of several contacts the last
    std::optional<protocol::Exchange> exchange;   ///< of a step that is no round (expect-status)
    std::chrono::microseconds took{0};
};

/// A line of the CRC-32 table in front of a scenario's report.
struct CrcEntry {
    std::string name;  ///< "cups-1/sig-0.key", "cups-1/cups-router-1", "(empty set)"
    std::string kind;  ///< "signing key", "credential set"
    std::size_t bytes = 0;
    std::uint32_t crc = 0;
};

struct ScenarioResult {
    std::string name;  ///< file name without extension: "bootstrap"
    std::string title;
    std::string about;  ///< a sentence or two more; may be empty
    std::string file;   ///< as given, or "(built in) bootstrap.json"
    std::vector<std::string> tags;
    Verdict verdict = Verdict::passed;
    std::string message;  ///< for skipped and broken
    std::vector<CrcEntry> crcs;
    std::vector<StepResult> steps;
    std::chrono::microseconds took{0};
    unsigned attempts = 1;
    std::filesystem::path kept;  ///< with --keep: where PKI, homes and exchanges lie
};

/// A finished run: what every report format is made from.
struct RunResult {
    std::vector<ScenarioResult> scenarios;
    std::chrono::microseconds took{0};
    std::uint64_t seed = 0;

    std::size_t count(Verdict verdict) const;
    /// False when anything failed or was broken.
    bool ok() const;
};

}  // namespace cupspec::scenarios
