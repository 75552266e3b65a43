#pragma once

#include "base/result.hpp"
#include "scenarios/expected.hpp"
#include "scenarios/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

/// Compares what a step expects with what was, both as the reader of a report shall see them.
class Judge {
public:
    void same(std::string_view what, std::string expected, std::string actual) {
        if (expected == actual) return;
        mismatches_.push_back({std::string{what}, std::move(expected), std::move(actual)});
    }
    /// @param absent the word for nothing
    template <class T>
    void same(std::string_view what, const std::optional<T>& expected, const std::optional<T>& actual,
              std::string_view absent) {
        same(what, shown(expected, absent), shown(actual, absent));
    }
    /// Expected, but nobody can know: said in the step's message.
    void cannot_know(std::string_view what) { unknown_.emplace_back(what); }

    bool ok() const { return mismatches_.empty(); }
    /// Hands the verdict to the result.
    void finish(StepResult& result) &&;

    static std::string quoted(std::string_view text) { return '"' + std::string{text} + '"'; }

private:
    static std::string shown(const std::string& text) { return quoted(text); }
    template <class Number>
    static std::string shown(Number number) {
        return std::to_string(number);
    }
    template <class T>
    static std::string shown(const std::optional<T>& value, std::string_view absent) {
        return value ? shown(*value) : std::string{absent};
    }

    std::vector<Mismatch> mismatches_;
    std::vector<std::string> unknown_;
};

/// A step that could not be carried out.
void note_broken(const Result<void>& done, StepResult& result);

/// When contact number `index` was made, where that is expected. @param at nothing: nobody knows
void judge_time(const Repetition& expect, unsigned index, std::optional<std::chrono::milliseconds> at,
                Judge& judge);
/// Where one of several contacts went wrong the message says which.
void note_which(const Repetition& repetition, unsigned index, StepResult& result);

/// "a, b"; "none" for an empty list.
std::string listed(const std::vector<std::string>& items);

}  // namespace cupspec::scenarios
