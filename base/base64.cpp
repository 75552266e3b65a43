#include "base/base64.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

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

/// A base64 text on its way back to bytes.
struct Decoding {
    Bytes bytes;
    std::uint32_t held = 0;
    unsigned bits = 0;
    std::size_t digits = 0;
    std::size_t padding = 0;

    /// @return false for what cannot stand here
    bool take(char c) {
        constexpr unsigned kDigitBits = 6;
        constexpr unsigned kByteBits = 8;
        if (c == '=') return ++padding <= 2;
        const std::size_t digit = kDigits.find(c);
        if (padding != 0 || digit == std::string_view::npos) return false;
        ++digits;
        held = held << kDigitBits | static_cast<std::uint32_t>(digit);
        bits += kDigitBits;
        if (bits < kByteBits) return true;
        bits -= kByteBits;
        bytes.push_back(static_cast<std::uint8_t>(held >> bits));
        return true;
    }

    bool is_complete() const {
        const std::size_t last = digits % (kGroup + 1);
        const std::size_t wanted = last == 0 ? 0 : kGroup + 1 - last;
        return last != 1 && padding == wanted;
    }
};

}  // namespace

std::string to_base64(ByteView bytes) {
    std::string text;
    for (; bytes.size() > kGroup; bytes = bytes.subspan(kGroup)) text += digits_of(bytes.first(kGroup));
    if (!bytes.empty()) text += digits_of(bytes);
    return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
    Decoding decoding;
    for (const char c : text)
        if (c != '\r' && c != '\n' && !decoding.take(c)) return std::nullopt;
    if (!decoding.is_complete()) return std::nullopt;
    return std::move(decoding.bytes);
}

}  // namespace cupspec
