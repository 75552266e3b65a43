#include "base/base64.hpp"

#include <cstdint>
#include <string_view>

namespace cupspec {
namespace {

constexpr std::size_t kGroup = 3;

/// Four digits for at most three bytes.
std::string digits_of(ByteView bytes) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
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

}  // namespace cupspec
