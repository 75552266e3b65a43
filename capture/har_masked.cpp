#include "capture/har_masked.hpp"

#include "capture/stand_in.hpp"
#include "protocol/crc32.hpp"

#include <algorithm>

namespace cupspec::capture {
namespace {

constexpr std::size_t kCrcBytes = 4;

/// A key without a certificate before it is a token.
bool is_masked_token(const MaskedBytes& key, const std::vector<MaskedBytes>& masked) {
    const std::string blob = key.field.substr(0, key.field.find('.'));
    return std::ranges::none_of(
        masked, [&blob](const MaskedBytes& other) { return other.field == blob + ".certificate"; });
}

/// Letters only, in a line: `force_crc` may change the three lowest bits of each.
Bytes masked_token(const MaskedBytes& key) {
    constexpr std::size_t kLineEnd = 2;
    constexpr std::size_t kLetters = 16;
    constexpr std::uint8_t kLetterBits = 0x07;
    Bytes token = stand_in_set({{0, 0, key.bytes}, true, {}}).key;
    token.resize(key.bytes);
    if (token.size() >= 2 * kLetters + kLineEnd)
        force_crc(token, key.crc, token.size() - kLineEnd - kLetters, kLetters, kLetterBits);
    return token;
}

/// The page of an error: text, so that it is one still.
Bytes masked_text(const MaskedBytes& part) {
    constexpr std::uint8_t kLetterBits = 0x07;
    constexpr std::uint8_t kLetter = 'h';
    Bytes text(part.bytes, kLetter);
    force_crc(text, part.crc, 0, std::min<std::size_t>(text.size(), 16), kLetterBits);
    return text;
}

Bytes masked_der(Bytes element, std::uint32_t crc) {
    if (element.size() >= 3 * kCrcBytes) force_crc(element, crc, element.size() - kCrcBytes, kCrcBytes);
    return element;
}

Bytes stand_in_of(const MaskedBytes& part, const std::vector<MaskedBytes>& masked) {
    if (part.field.ends_with(".trust") || part.field.ends_with(".certificate"))
        return masked_der(stand_in_element(part.bytes), part.crc);
    if (part.field.ends_with(".key"))
        return is_masked_token(part, masked) ? masked_token(part)
                                             : masked_der(stand_in_key(part.bytes), part.crc);
    if (part.field == "(body)") return masked_text(part);
    return masked_der(Bytes(part.bytes), part.crc);
}

}  // namespace

std::vector<std::string> fill_masked(Bytes& body, const std::vector<MaskedBytes>& masked) {
    std::vector<std::string> failed;
    for (const MaskedBytes& part : masked) {
        if (part.offset > body.size() || part.bytes > body.size() - part.offset) {
            failed.push_back(part.field);
            continue;
        }
        const Bytes filling = stand_in_of(part, masked);
        std::ranges::copy(filling, body.begin() + static_cast<std::ptrdiff_t>(part.offset));
        if (protocol::crc32(filling) != part.crc) failed.push_back(part.field);
    }
    return failed;
}

}  // namespace cupspec::capture
