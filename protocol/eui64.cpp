#include "protocol/eui64.hpp"

#include "base/hex.hpp"
#include "protocol/quoted.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>
#include <vector>

namespace cupspec::protocol {
namespace {

constexpr std::size_t kGroups = 4;
constexpr std::size_t kHexDigits = 16;

/// The text read to its end as an unsigned number; std::from_chars takes no sign and no blank for one.
std::optional<std::uint64_t> number(std::string_view text, int base) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();  // NOLINT(*-pointer-arithmetic): from_chars' interface
    const auto [stopped, error] = std::from_chars(text.data(), end, value, base);
    if (text.empty() || error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

/// Hex groups of `min_digits`..`max_digits` each, put one behind the other; nothing when one is anything
/// else.
std::optional<std::vector<std::uint64_t>> groups(std::string_view text, char separator,
                                                 std::size_t min_digits, std::size_t max_digits) {
    std::vector<std::uint64_t> found;
    for (;;) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const auto value =
            end < min_digits || end > max_digits ? std::nullopt : number(text.substr(0, end), 16);
        if (!value) return std::nullopt;
        found.push_back(*value);
        if (end == text.size()) return found;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::uint64_t> joined(const std::vector<std::uint64_t>& parts, std::size_t count,
                                    unsigned bits) {
    if (parts.size() != count) return std::nullopt;
    std::uint64_t value = 0;
    for (const std::uint64_t part : parts) value = value << bits | part;
    return value;
}

std::optional<std::uint64_t> id6_around_fold(std::string_view text, std::size_t fold) {
    const std::string_view front = text.substr(0, fold);
    const std::string_view back = text.substr(fold + 2);
    std::vector<std::uint64_t> all;
    if (!front.empty()) {
        auto before = groups(front, ':', 1, 4);
        if (!before) return std::nullopt;
        all = std::move(*before);
    }
    const std::size_t at = all.size();
    if (!back.empty()) {
        const auto after = groups(back, ':', 1, 4);
        if (!after) return std::nullopt;
        all.insert(all.end(), after->begin(), after->end());
    }
    if (all.size() >= kGroups) return std::nullopt;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(at), kGroups - all.size(), 0);
    return joined(all, kGroups, 16);
}

std::optional<std::uint64_t> with_separators(std::string_view text, char separator) {
    if (text.size() > 23) return std::nullopt;  // eight bytes and seven separators are the longest form
    if (const auto bytes = groups(text, separator, 2, 2); bytes && bytes->size() == 8)
        return joined(*bytes, 8, 8);
    if (separator != ':') return std::nullopt;
    if (const std::size_t fold = text.find("::"); fold != std::string_view::npos)
        return id6_around_fold(text, fold);
    const auto id6 = groups(text, ':', 1, 4);
    return id6 ? joined(*id6, kGroups, 16) : std::nullopt;
}

std::optional<std::uint64_t> value_of(std::string_view text) {
    if (text.find(':') != std::string_view::npos) return with_separators(text, ':');
    if (text.find('-') != std::string_view::npos) return with_separators(text, '-');
    if (text.starts_with("0x"))
        return text.size() > 2 + kHexDigits ? std::nullopt : number(text.substr(2), 16);
    if (text.size() == kHexDigits) return number(text, 16);
    constexpr std::size_t kMaxDecimalDigits = 20;
    return text.size() > kMaxDecimalDigits ? std::nullopt : number(text, 10);
}

std::string hex_group(std::uint64_t group) {
    std::array<char, 4> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), group, 16).ptr;
    return {digits.begin(), end};
}

}  // namespace

Result<Eui64> parse_eui64(std::string_view text) {
    if (const auto value = value_of(text)) return Eui64{*value};
    return Error{Errc::bad_eui, "eui", quoted(text)};
}

std::string to_id6(Eui64 eui) {
    std::array<std::uint64_t, kGroups> g{};
    for (std::size_t i = 0; i < kGroups; ++i) g.at(i) = eui.value >> (48 - 16 * i) & 0xFFFFU;
    std::array<std::string, kGroups> text;
    std::transform(g.begin(), g.end(), text.begin(), hex_group);
    if (g[0] == 0 && g[1] == 0) return g[2] == 0 ? "::" + text[3] : "::" + text[2] + ':' + text[3];
    if (g[2] == 0 && g[3] == 0) return g[1] == 0 ? text[0] + "::" : text[0] + ':' + text[1] + "::";
    if (g[1] == 0 && g[2] == 0) return text[0] + "::" + text[3];
    return text[0] + ':' + text[1] + ':' + text[2] + ':' + text[3];
}

std::string to_hex16(Eui64 eui) {
    Bytes bytes;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(eui.value >> (shift - 8) & 0xFFU));
    return to_hex(bytes);
}

}  // namespace cupspec::protocol
