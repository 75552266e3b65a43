#include "scenarios/result.hpp"

#include <algorithm>
#include <array>

namespace cupspec::scenarios {

std::string_view to_string(Verdict verdict) {
    constexpr std::array<std::string_view, 5> kWords{"passed", "failed", "warning", "skipped", "broken"};
    return kWords.at(static_cast<std::size_t>(verdict));
}

std::size_t RunResult::count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(scenarios.begin(), scenarios.end(),
                      [&](const ScenarioResult& one) { return one.verdict == verdict; }));
}

bool RunResult::ok() const { return count(Verdict::failed) == 0 && count(Verdict::broken) == 0; }

}  // namespace cupspec::scenarios
