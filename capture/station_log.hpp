#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"

#include <string>
#include <string_view>

namespace cupspec::capture {

/// True when some line is one of Station's or of `cupspec station`'s.
bool looks_like_station_log(std::string_view text);

/// A log of a Station at any level, or of `cupspec station`: CRLF, what a syslog or journald writes before a
/// line, cut first and last lines and binary junk are no trouble. Logs of several starts may stand one behind
/// the other. Rounds get the logged request, an answer that Station would log so (stand-ins for what no log
/// holds) and what the log says became of them; `missing` says what it does not.
/// @return otherwise bad_value: no line of it is Station's
Result<Capture> read_station_log(std::string_view text, std::string name);

}  // namespace cupspec::capture
