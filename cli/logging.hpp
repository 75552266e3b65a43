#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "cli/options.hpp"

#include <memory>

namespace cupspec::cli {

/// The log of one run: stderr, or --log-file. Safe to write from any thread.
/// @param usual the least level shown without -v and --quiet
/// @return the errno when the log file cannot be opened, `where` naming it
Result<std::unique_ptr<Log>> open_log(const CommonOptions& options, LogLevel usual);

}  // namespace cupspec::cli
