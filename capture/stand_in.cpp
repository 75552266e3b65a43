#include "capture/stand_in.hpp"

#include "protocol/crc32.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::capture {
namespace {

constexpr unsigned kCrcBits = 32;
constexpr unsigned kByteBits = 8;

/// One free bit: what flipping it does to the CRC.
struct FreeBit {
    std::uint32_t effect = 0;
    std::size_t byte = 0;
    std::uint8_t bit = 0;
};

/// A row of the elimination: flipping these free bits together has this effect.
struct Combination {
    std::uint32_t effect = 0;
    std::vector<bool> bits;

    void add(const Combination& other) {
        effect ^= other.effect;
        for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = bits[i] != other.bits[i];
    }
};

std::vector<FreeBit> free_bits(const Bytes& bytes, std::size_t offset, std::size_t count, std::uint8_t free) {
    std::vector<FreeBit> found;
    found.reserve(count * kByteBits);
    // Of equal length, two messages' CRCs differ by what their difference alone makes, wherever it stands.
    const Bytes nothing(bytes.size() - offset, 0);
    const std::uint32_t of_nothing = protocol::crc32(nothing);
    Bytes single = nothing;
    for (std::size_t i = 0; i < count; ++i) {
        for (unsigned bit = 0; bit < kByteBits; ++bit) {
            const auto flip = static_cast<std::uint8_t>(1U << bit);
            if ((free & flip) == 0) continue;
            single[i] = flip;
            found.push_back({protocol::crc32(single) ^ of_nothing, offset + i, flip});
            single[i] = 0;
        }
    }
    return found;
}

/// Which of `free` to flip for `wanted` in all, by Gaussian elimination over GF(2); empty where none will do.
std::vector<bool> choose(const std::vector<FreeBit>& free, std::uint32_t wanted) {
    std::array<Combination, kCrcBits> by_top;
    Combination sought{wanted, std::vector<bool>(free.size())};
    const auto reduce = [&by_top](Combination& row) {
        for (unsigned top = kCrcBits; top-- > 0;) {
            if ((row.effect >> top & 1U) == 0 || by_top.at(top).effect == 0) continue;
            row.add(by_top.at(top));
        }
    };
    for (std::size_t i = 0; i < free.size(); ++i) {
        Combination row{free[i].effect, std::vector<bool>(free.size())};
        row.bits[i] = true;
        reduce(row);
        if (row.effect == 0) continue;
        unsigned top = kCrcBits - 1;
        while ((row.effect >> top & 1U) == 0) --top;
        by_top.at(top) = std::move(row);
    }
    reduce(sought);
    if (sought.effect != 0) return {};
    return sought.bits;
}

constexpr std::size_t kSigningKeyBytes = 64;  // X and Y of P-256, protocol.md §6
constexpr std::size_t kSigningKeyTail = 8;    // more than enough bits for a checksum

constexpr std::size_t kForcedBytes = 4;
constexpr std::size_t kLongHeader = 4;
constexpr std::uint8_t kLongLength = 0x82;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::size_t kShortForm = 0x80;

/// `Authorization: ` and letters, with a CRLF where there is room for one.
Bytes stand_in_token(std::size_t bytes) {
    constexpr std::string_view kName = "Authorization: ";
    constexpr char kLetter = 'h';
    std::string text{kName};
    text.resize(std::max(bytes, kName.size() + 1), kLetter);
    if (text.size() > kName.size() + 2) text.replace(text.size() - 2, 2, "\r\n");
    return to_bytes(text);
}

void force_set(protocol::CredentialSet& set, const SetShape& shape) {
    // 0x68 to 0x6F are letters; a token must stay a line of text.
    constexpr std::uint8_t kLetterBits = 0x07;
    constexpr std::size_t kTokenTail = 2;
    constexpr std::size_t kTokenRoom = 16;
    const Bytes joined = protocol::join(set);
    const std::uint32_t crc = shape.crc.value_or(0);
    Bytes forced = joined;
    const auto take_back = [&forced](std::size_t offset, Bytes& element) {
        std::copy_n(forced.begin() + static_cast<std::ptrdiff_t>(offset), element.size(), element.begin());
    };
    if (shape.is_token) {
        if (set.key.size() < kTokenRoom * 2) return;
        const std::size_t at = joined.size() - kTokenTail - kTokenRoom;
        if (force_crc(forced, crc, at, kTokenRoom, kLetterBits))
            take_back(joined.size() - set.key.size(), set.key);
        return;
    }
    std::size_t end = joined.size();
    for (Bytes* element : {&set.key, &set.certificate, &set.trust}) {
        const std::size_t begin = end - (element->empty() ? protocol::kFillerBytes : element->size());
        if (element->size() >= 3 * kForcedBytes && force_crc(forced, crc, end - kForcedBytes, kForcedBytes))
            return take_back(begin, *element);
        end = begin;
    }
}

}  // namespace

bool force_crc(Bytes& bytes, std::uint32_t crc, std::size_t offset, std::size_t count, std::uint8_t free) {
    const std::uint32_t now = protocol::crc32(bytes);
    if (now == crc) return true;
    if (offset + count > bytes.size()) return false;
    const auto bits = free_bits(bytes, offset, count, free);
    const auto chosen = choose(bits, now ^ crc);
    if (chosen.empty()) return false;
    for (std::size_t i = 0; i < bits.size(); ++i)
        if (chosen[i]) bytes[bits[i].byte] ^= bits[i].bit;
    return true;
}

Bytes stand_in_element(std::size_t bytes) {
    Bytes element(bytes, 0);
    if (bytes < 3 * kForcedBytes) return element;
    element[0] = kSequence;
    if (bytes - 2 < kShortForm) {
        element[1] = static_cast<std::uint8_t>(bytes - 2);
    } else {
        const std::size_t content = bytes - kLongHeader;
        element[1] = kLongLength;
        element[2] = static_cast<std::uint8_t>(content >> kByteBits);
        element[3] = static_cast<std::uint8_t>(content);
    }
    return element;
}

Bytes stand_in_key(std::size_t bytes) {
    // The version and the private octets' tag of RFC 5915; a gateway's reader asks no more.
    constexpr std::array<std::uint8_t, 5> kVersion{0x02, 0x01, 0x01, 0x04, 0x20};
    constexpr std::size_t kRoom = 48;
    Bytes key = stand_in_element(bytes);
    if (bytes < kRoom) return key;
    const std::size_t header = key[1] == kLongLength ? kLongHeader : 2;
    std::copy(kVersion.begin(), kVersion.end(), key.begin() + static_cast<std::ptrdiff_t>(header));
    return key;
}

Bytes stand_in_signing_key(std::uint32_t crc) {
    Bytes key(kSigningKeyBytes, 0);
    force_crc(key, crc, kSigningKeyBytes - kSigningKeyTail, kSigningKeyTail);
    return key;
}

bool is_stand_in_signing_key(ByteView key) {
    if (key.size() != kSigningKeyBytes) return false;
    const ByteView zeros = key.first(kSigningKeyBytes - kSigningKeyTail);
    return std::all_of(zeros.begin(), zeros.end(), [](std::uint8_t byte) { return byte == 0; });
}

protocol::CredentialSet stand_in_set(const SetShape& shape) {
    protocol::CredentialSet set;
    set.trust = stand_in_element(shape.bytes[0]);
    set.certificate = stand_in_element(shape.bytes[1]);
    if (shape.bytes[2] != 0)
        set.key = shape.is_token ? stand_in_token(shape.bytes[2]) : stand_in_key(shape.bytes[2]);
    if (shape.crc) force_set(set, shape);
    return set;
}

}  // namespace cupspec::capture
