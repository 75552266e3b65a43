#include "pki/offset.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace cupspec::pki {
namespace {

struct Unit {
    char letter;
    std::int64_t seconds;
};
constexpr std::array kUnits{Unit{'d', 86'400}, Unit{'h', 3'600}, Unit{'m', 60}, Unit{'s', 1}};
constexpr std::int64_t kMost = 1'000'000 * kUnits[0].seconds;

/// Number and unit off the front; the units up to the one found are used up.
std::optional<std::int64_t> take_part(std::string_view& text, std::size_t& unit) {
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.begin(), text.end(), number);
    if (ec != std::errc{} || number < 0 || number > kMost || end == text.end()) return std::nullopt;
    while (unit < kUnits.size() && kUnits[unit].letter != *end) ++unit;
    if (unit == kUnits.size()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number * kUnits[unit++].seconds;
}

std::optional<std::int64_t> read(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    std::int64_t total = 0;
    for (std::size_t unit = 0; !text.empty();) {
        const auto part = take_part(text, unit);
        if (!part || *part > kMost - total) return std::nullopt;
        total += *part;
    }
    return negative ? -total : total;
}

}  // namespace

Result<std::chrono::seconds> parse_offset(std::string_view text) {
    const auto total = read(text);
    if (total) return std::chrono::seconds{*total};
    return Error{
        Errc::bad_offset, {}, '"' + std::string{text} + R"(" is not like "-1d", "3650d", "12h" or "-1h30m")"};
}

}  // namespace cupspec::pki
