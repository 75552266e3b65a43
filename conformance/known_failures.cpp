#include "conformance/known_failures.hpp"

#include "base/nearest.hpp"
#include "json/cursor.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

namespace cupspec::conformance {
namespace {

using json::Cursor;

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const char* end = text.data() + text.size();  // NOLINT(*-pointer-arithmetic): from_chars' interface
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || value < 0) return std::nullopt;
    return value;
}

/// "2027-03-31"
std::optional<std::chrono::sys_days> day_of(std::string_view text) {
    constexpr std::size_t kBytes = 10;
    constexpr std::size_t kMonthAt = 5;
    constexpr std::size_t kDayAt = 8;
    if (text.size() != kBytes || text[kMonthAt - 1] != '-' || text[kDayAt - 1] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, kMonthAt - 1));
    const auto month = digits(text.substr(kMonthAt, 2));
    const auto day = digits(text.substr(kDayAt, 2));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

KnownFailure read_known(const Cursor& at, std::span<const std::string_view> ids) {
    at.only({"rule", "reason", "until"});
    KnownFailure known;
    const Cursor rule = at["rule"];
    known.rule = rule.text();
    if (rule.is_text() && std::ranges::find(ids, known.rule) == ids.end())
        rule.fail(json::Errc::bad_value, "no such rule: " + suggestion(known.rule, ids));
    known.reason = at["reason"].text();
    const Cursor until = at["until"];
    known.until = until.text();
    const auto day = day_of(known.until);
    if (until.is_text() && !day) until.fail(json::Errc::bad_value, "a day is needed, such as \"2027-03-31\"");
    if (day) known.expires = *day + std::chrono::days{1};
    return known;
}

}  // namespace

std::string_view to_string(KnownState state) {
    constexpr std::array<std::string_view, 4> kStates{"unknown", "known", "expired", "mended"};
    return kStates.at(static_cast<std::size_t>(state));
}

Result<std::vector<KnownFailure>> read_known_failures(std::string text, const std::string& name,
                                                      std::span<const std::string_view> ids) {
    auto document = json::parse(std::move(text), {name, true});
    if (!document) return document.error();
    json::Reading reading{*document};
    const Cursor root = reading.root();
    root.only({"$schema", "known"});
    std::vector<KnownFailure> known;
    for (const Cursor& entry : root["known"].items()) known.push_back(read_known(entry, ids));
    return reading.finish(std::move(known));
}

}  // namespace cupspec::conformance
