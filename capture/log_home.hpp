#pragma once

#include "capture/home_making.hpp"
#include "capture/log_session.hpp"

#include <vector>

namespace cupspec::capture {

/// The request of a session as it can be read; nothing where the log has none.
std::optional<protocol::UpdateInfo> request_told(const SessionTold& session);

/// The log says that Station took all of a 200.
bool is_success_told(const SessionTold& session);

/// Which of a set's files Station says it read.
HomeHints home_hints_told(const LogTold& log);

/// The home before a log's first session: of the first request, else of what the other lines tell; with the
/// backup and factory sets that were used before an answer could have made one.
/// @param rounds of the log's sessions
emulator::HomeFiles home_told(const LogTold& log, const std::vector<Round>& rounds);

}  // namespace cupspec::capture
