#include "scenarios/judge.hpp"

namespace cupspec::scenarios {

void Judge::finish(StepResult& result) && {
    if (!unknown_.empty()) result.message = "not judged, only the emulator knows: " + listed(unknown_);
    if (!mismatches_.empty()) result.verdict = Verdict::failed;
    result.mismatches = std::move(mismatches_);
}

std::string listed(const std::vector<std::string>& items) {
    if (items.empty()) return "none";
    std::string text;
    for (const std::string& item : items) {
        if (!text.empty()) text += ", ";
        text += item;
    }
    return text;
}

}  // namespace cupspec::scenarios
