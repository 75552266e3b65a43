#include "conformance/check_result.hpp"

#include <algorithm>

namespace cupspec::conformance {

bool RuleResult::fatal() const {
    if (known == KnownState::expired || known == KnownState::mended) return true;
    return known == KnownState::unknown && is_bad(verdict);
}

std::size_t CheckResult::count(Verdict verdict) const {
    return static_cast<std::size_t>(std::ranges::count(rules, verdict, &RuleResult::verdict));
}

bool CheckResult::ok() const { return trouble.empty() && std::ranges::none_of(rules, &RuleResult::fatal); }

}  // namespace cupspec::conformance
