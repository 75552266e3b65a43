#pragma once

#include "conformance/check_result.hpp"
#include "report/results.hpp"

#include <string>
#include <vector>

namespace cupspec::report {

/// What a check's result does not say of itself.
struct CheckFacts {
    std::string version;
    std::string options;  ///< that belong into a line that runs it again: "--home home --allow load"
};

/// Finished checks as what reports are made from: a rule is a case, a contact an event of the timeline. Of
/// several servers each has its own cases, told apart by its URL.
Results from_check(const std::vector<conformance::CheckResult>& checks, const CheckFacts& facts);

}  // namespace cupspec::report
