#include "scenarios/judge.hpp"

namespace cupspec::scenarios {

void Judge::finish(StepResult& result) && {
    if (!unknown_.empty()) result.message = "not judged, only the emulator knows: " + listed(unknown_);
    if (!mismatches_.empty()) result.verdict = Verdict::failed;
    result.mismatches = std::move(mismatches_);
}

void note_broken(const Result<void>& done, StepResult& result) {
    if (done) return;
    result.verdict = Verdict::broken;
    result.message = describe(done.error());
}

void judge_time(const Repetition& expect, unsigned index, std::optional<std::chrono::milliseconds> at,
                Judge& judge) {
    const auto expected = expect.expected_at(index);
    if (expected) judge.same("at", span_text(*expected), at ? span_text(*at) : "unknown");
}

void note_which(const Repetition& repetition, unsigned index, StepResult& result) {
    if (result.verdict == Verdict::passed || repetition.times == 1) return;
    result.message = "contact " + std::to_string(index + 1) + " of " + std::to_string(repetition.times);
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
