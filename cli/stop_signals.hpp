#pragma once

#include <atomic>

namespace cupspec::cli {

/// From now on SIGINT and SIGTERM set a flag in place of ending the program. @return the flag, for the whole
/// run
const std::atomic<bool>& watch_stop_signals();

/// One of them came.
bool stop_requested();

}  // namespace cupspec::cli
