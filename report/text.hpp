#pragma once

#include "report/style.hpp"
#include "scenarios/result.hpp"

#include <cstddef>
#include <string>

namespace cupspec::report {

/// Which scenarios are shown step by step.
enum class Full { none, bootstrap, all };

struct TextOptions {
    Style style;
    bool annotated = false;  ///< header lines and hex as well
    Full full = Full::bootstrap;
    std::size_t name_width = 0;  ///< scenario names are padded to it
};

/// One scenario step by step: CRC-32 table, then what every step exchanged.
std::string scenario_text(const scenarios::ScenarioResult& scenario, const TextOptions& options);

/// `ok   bootstrap  12 ms  title`, and below it what went wrong: expected, actual, the exchange and its hex.
/// @param details false: the line alone, for a scenario that was shown in full
std::string result_text(const scenarios::ScenarioResult& scenario, const TextOptions& options, bool details);

/// `13 passed, 0 failed in 120 ms`
std::string summary_text(const scenarios::RunResult& run, Style style);

/// The whole report: scenarios in full as asked for, one line each, the summary.
std::string to_text(const scenarios::RunResult& run, TextOptions options);

}  // namespace cupspec::report
