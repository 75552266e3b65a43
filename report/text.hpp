#pragma once

#include "report/results.hpp"
#include "report/style.hpp"

#include <cstddef>
#include <string>

namespace cupspec::report {

/// Which cases are shown at length: scenarios step by step, several servers one after another and not as one
/// table.
enum class Full { none, bootstrap, all };

struct TextOptions {
    Style style;
    Full full = Full::bootstrap;
    bool annotated = false;      ///< header lines and hex as well, and rules that passed
    bool quiet = false;          ///< what is fatal only
    std::size_t name_width = 0;  ///< scenario names are padded to it
};

/// One scenario step by step: CRC-32 table, then what every step exchanged.
std::string scenario_text(const Case& one, const Results& results, const TextOptions& options);

/// `ok   bootstrap  12 ms  title`, and below it what went wrong: expected, actual, the exchange and its hex.
/// @param details false: the line alone, for a scenario that was shown in full
std::string result_text(const Case& one, const Results& results, const TextOptions& options, bool details);

/// A line for each of several scenarios that failed, then `13 passed, 0 failed in 120 ms`.
std::string summary_text(const Results& results, Style style);

/// A check: for each server a line per area, then what went wrong with harm and remedy, then the summary.
/// Several servers: one row per rule, one column per server; rules that passed everywhere are counted only.
std::string servers_text(const Results& results, const TextOptions& options);

/// The whole report. A run's: scenarios in full as asked for, one line each, the summary.
std::string to_text(const Results& results, TextOptions options);

}  // namespace cupspec::report
