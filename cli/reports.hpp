#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"
#include "report/results.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::cli {

/// What `--report` takes. A subcommand makes text and json itself, the others come from report::Results.
enum class ReportFormat { text, json, junit, tap, html, github, sarif, har };

struct ReportTarget {
    ReportFormat format = ReportFormat::text;
    std::string path;  ///< "-": stdout
};

/// The values of `--report`, each FORMAT:PATH. @return otherwise an invalid_argument whose `where` is the
/// option; an unknown format gets the nearest known one
Result<std::vector<ReportTarget>> report_targets(const std::vector<std::string>& options);

/// True when a report is all that stdout holds.
bool takes_stdout(const std::vector<ReportTarget>& targets);

/// What can be known of it before anything runs: a directory that is missing or may not be written to, a path
/// that is a directory. @return otherwise the file system's error, `where` naming the path: exit code 3
Result<void> check_writable(const std::vector<ReportTarget>& targets);

/// @param format any but text and json
std::string render(ReportFormat format, const report::Results& results);

/// Writes a finished report to where it belongs. @return otherwise the file system's error
Result<void> write_report(const ReportTarget& target, std::string_view text, Console& out);

}  // namespace cupspec::cli
