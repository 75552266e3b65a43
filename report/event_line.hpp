#pragma once

#include "base/log.hpp"
#include "emulator/lns_link.hpp"
#include "emulator/round_report.hpp"

#include <string>

namespace cupspec::report {

/// An event of a gateway's life as one line of a log.
struct EventLine {
    LogLevel level = LogLevel::info;
    std::string text;  ///< no control bytes, whatever a peer sent
};

/// One CUPS round: set and URI, outcome, what became of it, what comes next. A warning when Station would
/// log an error, an error when it would end.
EventLine round_line(const emulator::RoundReport& round);

/// One attempt to reach the LNS: how far it came and why no further.
EventLine lns_line(const emulator::LnsReport& lns);

}  // namespace cupspec::report
