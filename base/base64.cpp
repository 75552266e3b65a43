#include "base/base64.hpp"

#include <cstdint>
#include <string_view>

namespace cupspec {
namespace {

constexpr std::size_t kGroup = 3;

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Four digits for at most three bytes.
std::string digits_of(ByteView bytes) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < kGroup; ++i) group = group << 8U | (i < bytes.size() ? bytes[i] : 0U);
    std::string text;
    for (std::size_t i = 0; i <= kGroup; ++i)
        text += i <= bytes.size() ? kDigits[group >> (18U - 6U * i) & 0x3fU] : '=';
    return text;
}

}  // namespace

std::string to_base64(ByteView bytes) {
    std::string text;
    for (; bytes.size() > kGroup; bytes = bytes.subspan(kGroup)) text += digits_of(bytes.first(kGroup));
    if (!bytes.empty()) text += digits_of(bytes);
    return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
    constexpr unsigned kDigitBits = 6;
    constexpr unsigned kByteBits = 8;
    Bytes bytes;
    bytes.reserve(text.size() / (kGroup + 1) * kGroup);
    std::uint32_t held = 0;
    unsigned bits = 0;
    std::size_t digits = 0;
    std::size_t padding = 0;
    for (const char c : text) {
        if (c == '\r' || c == '\n') continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const std::size_t digit = kDigits.find(c);
        if (padding != 0 || digit == std::string_view::npos) return std::nullopt;
        ++digits;
        held = held << kDigitBits | static_cast<std::uint32_t>(digit);
        bits += kDigitBits;
        if (bits < kByteBits) continue;
        bits -= kByteBits;
        bytes.push_back(static_cast<std::uint8_t>(held >> bits));
    }
    const std::size_t last = digits % (kGroup + 1);
    const std::size_t wanted = last == 0 ? 0 : kGroup + 1 - last;
    if (last == 1 || padding != wanted) return std::nullopt;
    return bytes;
}

}  // namespace cupspec
