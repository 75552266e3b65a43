#include "report/results.hpp"

#include "report/style.hpp"

#include <algorithm>
#include <array>
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

std::string zero_padded(std::int64_t number, std::size_t width) {
    std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

}  // namespace

Place place_of(std::string_view where) {
    Place place;
    if (where.starts_with('(')) return place;
    const std::size_t last = take_number(where);
    const std::size_t before = last > 0 ? take_number(where) : 0;
    place.line = before > 0 ? before : last;
    place.column = before > 0 ? last : 0;
    place.file = std::string{where};
    return place;
}

std::size_t Results::count(Verdict verdict) const {
    return static_cast<std::size_t>(std::count_if(cases.begin(), cases.end(), [verdict](const Case& one) {
        return one.verdict == verdict && !is_known_failure(one);
    }));
}

std::size_t Results::known() const {
    return static_cast<std::size_t>(std::count_if(cases.begin(), cases.end(), is_known_failure));
}

bool Results::ok() const { return count(Verdict::failed) == 0 && count(Verdict::broken) == 0; }

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

std::string counts_text(const Results& results) {
    std::string out = std::to_string(results.count(Verdict::passed)) + " passed, " +
                      std::to_string(results.count(Verdict::failed)) + " failed";
    for (const Verdict verdict : {Verdict::broken, Verdict::warning, Verdict::skipped}) {
        if (const std::size_t count = results.count(verdict); count > 0)
            out += ", " + std::to_string(count) + ' ' + std::string{to_string(verdict)};
    }
    if (const std::size_t count = results.known(); count > 0)
        out += ", " + std::to_string(count) + (count == 1 ? " known failure" : " known failures");
    return out;
}

std::string moment_text(TimePoint moment) {
    using namespace std::chrono;
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    return zero_padded(static_cast<int>(date.year()), 4) + '-' +
           zero_padded(static_cast<unsigned>(date.month()), 2) + '-' +
           zero_padded(static_cast<unsigned>(date.day()), 2) + 'T' + zero_padded(time.hours().count(), 2) +
           ':' + zero_padded(time.minutes().count(), 2) + ':' + zero_padded(time.seconds().count(), 2) + '.' +
           zero_padded(time.subseconds().count(), 3) + 'Z';
}

}  // namespace cupspec::report
