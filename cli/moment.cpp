#include "cli/moment.hpp"

#include "pki/offset.hpp"

#include <charconv>
#include <optional>
#include <string>

namespace cupspec::cli {
namespace {

using namespace std::chrono;

/// Digits off the front, exactly so many.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int number = 0;
    const std::string_view front = text.substr(0, digits);
    const auto [end, ec] = std::from_chars(front.begin(), front.end(), number);
    if (front.size() < digits || ec != std::errc{} || end != front.end() || number < 0) return std::nullopt;
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<sys_days> take_date(std::string_view& text) {
    const auto y = take_number(text, 4);
    if (!y || !take(text, '-')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || !take(text, '-')) return std::nullopt;
    const auto d = take_number(text, 2);
    if (!d) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    return date.ok() ? std::optional{sys_days{date}} : std::nullopt;
}

/// "01:02" or "01:02:35", with or without a Z.
std::optional<seconds> take_clock(std::string_view& text) {
    const auto h = take_number(text, 2);
    if (!h || !take(text, ':')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m) return std::nullopt;
    const auto s = take(text, ':') ? take_number(text, 2) : std::optional{0};
    take(text, 'Z');
    constexpr int kHours = 24;
    constexpr int kSixty = 60;
    if (!s || *h >= kHours || *m >= kSixty || *s >= kSixty) return std::nullopt;
    return hours{*h} + minutes{*m} + seconds{*s};
}

std::optional<TimePoint> take_moment(std::string_view& text) {
    const auto date = take_date(text);
    if (!date) return std::nullopt;
    if (!take(text, 'T') && !take(text, ' ')) return TimePoint{*date};
    const auto clock = take_clock(text);
    return clock ? std::optional{TimePoint{*date + *clock}} : std::nullopt;
}

}  // namespace

Result<TimePoint> parse_moment(std::string_view text, TimePoint now) {
    if (text.starts_with('+') || text.starts_with('-')) {
        if (const auto offset = pki::parse_offset(text)) return now + *offset;
    }
    std::string_view rest = text;
    if (const auto moment = take_moment(rest); moment && rest.empty()) return *moment;
    return Error{make_error_code(boost::system::errc::invalid_argument), '"' + std::string{text} + '"',
                 R"(expected a time like "2036-11-18", "2036-11-18T01:02:35Z" or "+30d")"};
}

}  // namespace cupspec::cli
