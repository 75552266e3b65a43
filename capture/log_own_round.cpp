#include "capture/log_outcome.hpp"

#include <algorithm>

namespace cupspec::capture {
namespace {

using emulator::Category;
using emulator::Outcome;

/// "60 s", "24 h", "600 ms".
std::optional<std::chrono::milliseconds> own_interval(std::string_view text) {
    using std::chrono::milliseconds;
    const auto number = number_after(text, "");
    const std::string_view unit = first_word(text_after(text, " "));
    constexpr milliseconds kHour{3'600'000};
    constexpr milliseconds kSecond{1000};
    constexpr std::uint64_t kMostUnits = 1'000'000'000;
    if (!number || *number > kMostUnits) return std::nullopt;
    if (unit.starts_with("ms")) return milliseconds{*number};
    return unit.starts_with('h') ? kHour * *number : kSecond * *number;
}

std::optional<emulator::SetName> set_named(std::string_view name) {
    using emulator::SetName;
    for (const SetName set : {SetName::regular, SetName::backup, SetName::boot})
        if (name == to_string(set)) return set;
    return std::nullopt;
}

std::string_view up_to(std::string_view text, std::string_view end) {
    return text.substr(0, std::min(text.find(end), text.size()));
}

std::optional<Outcome> outcome_named(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(Outcome::crashed); ++i) {
        const auto outcome = static_cast<Outcome>(i);
        if (first_word(up_to(up_to(text, ","), ";")) == to_string(outcome)) return outcome;
    }
    return std::nullopt;
}

Ending ending_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::timeout: return Ending::timeout;
        case Outcome::closed: return Ending::closed;
        case Outcome::connect_failed: return Ending::connect_failed;
        case Outcome::no_credentials: return Ending::no_credentials;
        default: return Ending::none;
    }
}

std::vector<std::string> own_problems(std::string_view text) {
    std::vector<std::string> problems;
    std::string_view list = up_to(text_after(text, " ("), ")");
    while (!list.empty()) {
        const std::string_view word = up_to(list, ", ");
        problems.emplace_back(word);
        list.remove_prefix(std::min(word.size() + 2, list.size()));
    }
    return problems;
}

std::vector<Category> own_committed(std::string_view text) {
    std::vector<Category> committed;
    const std::string_view sets = up_to(text, " changed on disk");
    if (sets.size() == text.size()) return committed;
    if (sets.find("cups") != std::string_view::npos) committed.push_back(Category::cups);
    if (sets.ends_with("tc")) committed.push_back(Category::tc);
    return committed;
}

}  // namespace

bool read_own_round(std::string_view line, Round& round) {
    const std::string_view head = text_after(line, ", set ");
    const std::size_t colon = head.find(": ");
    const auto set = set_named(up_to(up_to(head, ","), ":"));
    if (!set || colon == std::string_view::npos) return false;
    const std::string_view text = head.substr(colon + 2);
    const auto outcome = outcome_named(text);
    if (!outcome) return false;
    round.set = set;
    round.uri = text_after(head.substr(0, colon), ", ");
    round.observed.outcome = outcome;
    round.observed.problems = own_problems(text);
    round.observed.committed = own_committed(text);
    round.ending = ending_of(*outcome);
    if (round.ending != Ending::none && !round.observed.problems->empty()) {
        const std::string& word = round.observed.problems->front();
        if (word.starts_with("tls-")) round.ending = Ending::handshake_failed;
        if (word.starts_with("tls-") || *outcome == Outcome::no_credentials) round.trouble = word;
    }
    const std::string_view next = text_after(text, "next in ");
    const auto after = own_interval(next);
    const auto next_set = set_named(text_after(next, ", set "));
    if (after && next_set) round.observed.next = emulator::NextContact{*after, *next_set};
    return true;
}

}  // namespace cupspec::capture
