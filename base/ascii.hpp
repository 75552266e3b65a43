#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace cupspec {

/// ASCII letters alone, whatever the locale says.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The same text but for the case of its ASCII letters.
constexpr bool equal_but_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

/// The number behind zeros, at least `width` digits.
inline std::string zero_padded(unsigned value, std::size_t width) {
    const std::string text = std::to_string(value);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace cupspec
