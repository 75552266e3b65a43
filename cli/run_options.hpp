#pragma once

#include "base/result.hpp"
#include "cli/options.hpp"
#include "scenarios/runner.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::cli {

enum class ReportFormat { text, json };

struct ReportTarget {
    ReportFormat format = ReportFormat::text;
    std::string path;  ///< "-": stdout
};

struct RunPlan {
    scenarios::RunOptions options;
    std::vector<ReportTarget> reports;
};

/// The texts of the command line as values. @return otherwise an invalid_argument whose `where` is the option
Result<RunPlan> run_plan(const RunCommand& command);

}  // namespace cupspec::cli
