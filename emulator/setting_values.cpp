#include "emulator/setting_values.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cupspec::emulator {
namespace {

using std::chrono::milliseconds;

/// Digits off the front, decimal or after "0x" hex, at most a billion.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    constexpr std::uint64_t kMost = 1'000'000'000;
    unsigned base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && value <= kMost; ++digits) {
        const auto digit = hex_digit(text[digits]);
        if (!digit || *digit >= base) break;
        value = value * base + *digit;
    }
    text.remove_prefix(digits);
    if (digits == 0 || value > kMost) return std::nullopt;
    return value;
}

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

template <std::size_t N>
std::optional<std::uint64_t> take_unit(std::string_view& text, const std::array<Unit, N>& units) {
    for (const Unit& unit : units) {
        if (!text.starts_with(unit.name)) continue;
        text.remove_prefix(unit.name.size());
        return unit.factor;
    }
    return std::nullopt;
}

/// Numbers with their units, added up. @param unit of a last number that has none
template <std::size_t N>
std::optional<std::uint64_t> sum(std::string_view text, const std::array<Unit, N>& units,
                                 std::uint64_t unit) {
    std::uint64_t total = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        const auto count = take_number(text);
        const auto factor = text.empty() && unit != 0 ? unit : take_unit(text, units);
        if (!count || !factor) return std::nullopt;
        total += *count * *factor;
    }
    return total;
}

/// Groups of one to four hex digits with colons between them, the first one outermost.
/// @return how many there are; zero for anything else
unsigned read_groups(std::string_view text, std::uint64_t& value) {
    constexpr std::size_t kMostDigits = 4;
    unsigned groups = 0;
    value = 0;
    while (true) {
        const auto end = std::min(text.find(':'), text.size());
        if (end == 0 || end > kMostDigits) return 0;
        std::uint64_t group = 0;
        for (const char c : text.substr(0, end)) group = group << 4U | hex_digit(c).value_or(0);
        value = value << 16U | group;
        ++groups;
        if (end == text.size()) return groups;
        text.remove_prefix(end + 1);
    }
}

std::optional<protocol::Eui64> parse_id6(std::string_view text) {
    constexpr unsigned kGroups = 4;
    std::uint64_t front = 0;
    std::uint64_t back = 0;
    const auto fold = text.find("::");
    if (fold == std::string_view::npos)
        return read_groups(text, back) != 0 ? std::optional{protocol::Eui64{back}} : std::nullopt;
    if (fold > 0) {
        const unsigned groups = read_groups(text.substr(0, fold), front);
        if (groups == 0) return std::nullopt;
        front <<= 16U * (kGroups - groups);
    }
    const std::string_view rest = text.substr(fold + 2);
    if (!rest.empty() && read_groups(rest, back) == 0) return std::nullopt;
    return protocol::Eui64{front | back};
}

}  // namespace

std::optional<milliseconds> parse_span(std::string_view text, milliseconds unit) {
    // "ms" stands before "m", which it begins with.
    constexpr std::array kUnits{Unit{"ms", 1}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                                Unit{"s", 1'000}};
    const auto total = sum(text, kUnits, static_cast<std::uint64_t>(unit.count()));
    return total ? std::optional{milliseconds{static_cast<std::int64_t>(*total)}} : std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view text, std::uint64_t unit) {
    std::string upper{text};
    // Of "0x" too, which take_number knows in both cases.
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    constexpr std::uint64_t kKilo = 1024;
    constexpr std::array kUnits{Unit{"KB", kKilo},
                                Unit{"K", 1'000},
                                Unit{"MB", kKilo * kKilo},
                                Unit{"M", 1'000'000},
                                Unit{"GB", kKilo * kKilo * kKilo},
                                Unit{"G", 1'000'000'000}};
    return sum(upper, kUnits, unit);
}

std::optional<protocol::Eui64> parse_setting_eui(std::string_view text) {
    constexpr std::ptrdiff_t kMostSeparators = 7;
    constexpr std::ptrdiff_t kMostDigits = 16;
    const auto dashes = std::count(text.begin(), text.end(), '-');
    const auto colons = std::count(text.begin(), text.end(), ':');
    const auto digits =
        std::count_if(text.begin(), text.end(), [](char c) { return hex_digit(c).has_value(); });
    if (dashes + colons + digits != static_cast<std::ptrdiff_t>(text.size())) return std::nullopt;
    if (digits == 0 || digits > kMostDigits || (dashes != 0 && colons != 0)) return std::nullopt;
    if (dashes > kMostSeparators || colons > kMostSeparators) return std::nullopt;
    if (colons == 2 || colons == 3) return parse_id6(text);
    std::uint64_t value = 0;
    for (const char c : text)
        if (const auto digit = hex_digit(c)) value = value << 4U | *digit;
    return protocol::Eui64{value};
}

}  // namespace cupspec::emulator
