#include "scenarios/result.hpp"

#include <algorithm>
#include <array>

namespace cupspec::scenarios {

std::size_t RunResult::count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(scenarios.begin(), scenarios.end(),
                      [&](const ScenarioResult& one) { return one.verdict == verdict; }));
}

bool RunResult::ok() const { return count(Verdict::failed) == 0 && count(Verdict::broken) == 0; }

std::string span_text(std::chrono::milliseconds span) {
    using namespace std::chrono;
    std::string text;
    const auto take = [&](milliseconds unit, const char* name) {
        if (span < unit) return;
        text += std::to_string(span / unit) + name;
        span %= unit;
    };
    take(hours{1}, "h");
    take(minutes{1}, "m");
    take(seconds{1}, "s");
    take(milliseconds{1}, "ms");
    return text.empty() ? "0s" : text;
}

}  // namespace cupspec::scenarios
