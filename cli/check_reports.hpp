#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"
#include "conformance/check_result.hpp"

#include <string>
#include <vector>

namespace cupspec::cli {

enum class CheckFormat { text, json };

struct CheckReport {
    CheckFormat format;
    std::string path;  ///< "-": stdout
};

/// What --report asks for. @return otherwise invalid_argument with the formats there are
Result<std::vector<CheckReport>> check_reports(const std::vector<std::string>& texts);

/// One of them goes to stdout.
bool taken_by_report(const std::vector<CheckReport>& reports);

/// @return an exit code: 3 when one cannot be written
int write_check_reports(const std::vector<CheckReport>& reports,
                        const std::vector<conformance::CheckResult>& results, Context& context);

}  // namespace cupspec::cli
