#pragma once

#include <string_view>

namespace cupspec {

/// What came of something that was tried: a step, a scenario, a rule.
enum class Verdict {
    passed,
    failed,   ///< the peer's fault: something was not as expected
    warning,  ///< a SHOULD that was broken
    skipped,  ///< not run or not judged, the reason is said
    broken    ///< our own fault, the scenario's or the harness's, the reason is said
};

/// What makes a run fail.
constexpr bool is_bad(Verdict verdict) { return verdict == Verdict::failed || verdict == Verdict::broken; }

/// "passed"
std::string_view to_string(Verdict verdict);

}  // namespace cupspec
