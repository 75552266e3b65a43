#pragma once

#include "base/result.hpp"
#include "cli/options.hpp"
#include "cli/reports.hpp"
#include "scenarios/runner.hpp"

#include <string>
#include <vector>

namespace cupspec::cli {

struct RunPlan {
    scenarios::RunOptions options;
    std::vector<ReportTarget> reports;
    std::string again;  ///< options of a line that runs one of the scenarios again
};

/// The texts of the command line as values. @return otherwise an invalid_argument whose `where` is the option
Result<RunPlan> run_plan(const RunCommand& command);

}  // namespace cupspec::cli
