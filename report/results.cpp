#include "report/results.hpp"

#include "report/style.hpp"

#include <algorithm>
#include <charconv>

namespace cupspec::report {
namespace {

/// Takes ":NUMBER" off the end. @return 0 when there is none
std::size_t take_number(std::string_view& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return 0;
    const std::string_view digits = text.substr(colon + 1);
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) return 0;
    text = text.substr(0, colon);
    return value;
}

}  // namespace

Place place_of(std::string_view where) {
    Place place;
    place.told = where;
    if (where.starts_with('(')) return place;
    const std::size_t last = take_number(where);
    const std::size_t before = last > 0 ? take_number(where) : 0;
    place.line = before > 0 ? before : last;
    place.column = before > 0 ? last : 0;
    place.file = std::string{where};
    return place;
}

std::string byte_range(const Mark& mark) {
    if (mark.bytes < 2) return "byte " + std::to_string(mark.offset);
    return "bytes " + std::to_string(mark.offset) + " to " + std::to_string(mark.offset + mark.bytes - 1);
}

bool Results::ok() const { return std::ranges::none_of(cases, is_fatal); }

std::span<const Case> cases_of(const Server& server, const Results& results) {
    return std::span{results.cases}.subspan(server.cases.begin, server.cases.count);
}

std::span<const Case> rules_of(const Server& server, const Results& results) {
    return cases_of(server, results).subspan(server.trouble.empty() ? 0 : 1);
}

std::span<const Event> contacts_of(const Server& server, const Results& results) {
    return std::span{results.timeline}.subspan(server.contacts.begin, server.contacts.count);
}

emulator::RoundReport round_of(const Event& event, const Results& results) {
    emulator::RoundReport round = event.round.value();
    if (event.exchange) round.exchange = results.exchanges.at(*event.exchange).exchange;
    return round;
}

bool is_known_failure(const Case& one) {
    return is_bad(one.verdict) && one.known && one.known->state == KnownState::known;
}

std::vector<Mismatch> all_mismatches(const Case& one) {
    std::vector<Mismatch> all = one.mismatches;
    for (const Event& event : one.events)
        all.insert(all.end(), event.mismatches.begin(), event.mismatches.end());
    return all;
}

Place place_of(const Case& one) {
    const auto wrong = std::find_if(one.events.begin(), one.events.end(),
                                    [](const Event& event) { return event.verdict != Verdict::passed; });
    return wrong != one.events.end() && !wrong->place.file.empty() ? wrong->place : one.place;
}

std::string reason_of(const Case& one) {
    if (!one.message.empty()) return printable(one.message);
    for (const Mismatch& mismatch : all_mismatches(one)) {
        const std::string what = mismatch.what.empty() ? std::string{} : printable(mismatch.what) + ": ";
        return what + "expected " + printable(mismatch.expected) + ", got " + printable(mismatch.actual);
    }
    for (const Event& event : one.events)
        if (!event.message.empty()) return printable(event.message);
    return {};
}

std::size_t count_of(std::span<const Case> cases, Verdict verdict) {
    return static_cast<std::size_t>(std::ranges::count_if(
        cases, [verdict](const Case& one) { return one.verdict == verdict && !is_known_failure(one); }));
}

std::string other_counts(std::span<const Case> cases) {
    std::string out;
    for (const Verdict verdict : {Verdict::broken, Verdict::warning, Verdict::skipped}) {
        if (const std::size_t count = count_of(cases, verdict); count > 0)
            out += ", " + std::to_string(count) + ' ' + std::string{to_string(verdict)};
    }
    if (const auto known = std::ranges::count_if(cases, is_known_failure); known > 0)
        out += ", " + std::to_string(known) + (known == 1 ? " known failure" : " known failures");
    return out;
}

std::string counts_text(std::span<const Case> cases) {
    return std::to_string(count_of(cases, Verdict::passed)) + " passed, " +
           std::to_string(count_of(cases, Verdict::failed)) + " failed" + other_counts(cases);
}

}  // namespace cupspec::report
