#pragma once

#include "conformance/check_result.hpp"
#include "conformance/known_failures.hpp"

#include <string>
#include <vector>

namespace cupspec::conformance {

/// Which rules are judged, and how strictly.
struct CheckPlan {
    std::vector<const Rule*> rules;
    bool strict = false;     ///< a SHOULD that is broken fails
    bool fail_fast = false;  ///< after the first fatal result the rest is skipped
    std::vector<KnownFailure> known;
};

/// One result for each rule of the plan, in its order. Known failures expire by the evidence's `now`.
std::vector<RuleResult> judge(const Evidence& evidence, const CheckPlan& plan);

/// Why nothing can be said about this server at all: "nobody answers: no connection", or it is no HTTP;
/// empty: something can.
std::string trouble_of(const Evidence& evidence);

}  // namespace cupspec::conformance
