#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"
#include "report/text.hpp"

#include <string>
#include <vector>

namespace cupspec::cli {

/// What `--report` takes.
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

/// All of them, to where they belong. @param text how the text report is written
/// @return kGood, or the exit code of the last one that could not be written
int write_reports(const std::vector<ReportTarget>& targets, const report::Results& results,
                  const report::TextOptions& text, Console& out);

}  // namespace cupspec::cli
