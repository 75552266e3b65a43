#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace cupspec::capture {

/// The own form, one gateway a file: JSON Lines, the first line about the gateway, each further one a round.
/// A line is written whole, so that a process that is killed loses the round it was in and nothing else.
/// docs/recordings.md has the members.
inline constexpr std::string_view kRecordingSuffix = ".recording";

/// The first line, with its line end.
std::string header_line(const GatewayFacts& gateway, bool is_masked);
/// One round, with its line end.
std::string round_line(const Round& round);

/// @param name for messages. A last line without its end is left out and said in `missing`.
/// @return otherwise the json error, `where` naming line, column and pointer
Result<Capture> parse_recording(std::string_view text, const std::string& name);

/// One such line, or the same object from elsewhere. @return as above
Result<Round> parse_round(std::string_view json, const std::string& name);

/// "0000000000000001.recording": of a gateway; "unknown.recording" where nobody knows whose it is.
std::string recording_name(const std::optional<protocol::Eui64>& router);

}  // namespace cupspec::capture
