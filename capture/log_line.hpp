#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace cupspec::capture {

/// How much a Station log tells; each level tells what those after it tell. Source: Station 2.0.6's logs.
enum class StationLevel { xdebug, debug, verbose, info, notice, warning, error, critical };

/// One line of a Station log: "2026-11-21 01:02:36.439 [CUP:INFO] text", whatever a syslog or journald wrote
/// before it. Borrows the log.
struct LogLine {
    std::size_t number = 1;         ///< in the file
    std::optional<TimePoint> time;  ///< absent: the line has none that Station wrote
    std::string_view module;        ///< "CUP"; empty: one of cupspec's own
    StationLevel level = StationLevel::info;
    std::string_view text;
};

/// The lines that Station or `cupspec station` wrote; other text, binary junk and cut beginnings are passed
/// over. Lines end in LF or CRLF.
std::vector<LogLine> station_log_lines(std::string_view log);

}  // namespace cupspec::capture
