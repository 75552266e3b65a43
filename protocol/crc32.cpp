#include "protocol/crc32.hpp"

#include <array>
#include <cstddef>

namespace cupspec::protocol {
namespace {

constexpr std::uint32_t kPolynomial = 0xEDB88320;
constexpr std::size_t kSlices = 8;
using Table = std::array<std::uint32_t, 256>;

/// Table `n` holds the CRC of a byte that is followed by `n` zero bytes, so eight bytes are one step.
constexpr std::array<Table, kSlices> make_tables() {
    std::array<Table, kSlices> tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? kPolynomial : 0U);
        tables[0][byte] = crc;
    }
    for (std::size_t n = 1; n < kSlices; ++n) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t shorter = tables[n - 1][byte];
            tables[n][byte] = (shorter >> 8U) ^ tables[0][shorter & 0xFFU];
        }
    }
    return tables;
}

constexpr auto kTables = make_tables();

std::uint32_t little_endian(ByteView bytes) {
    return bytes[0] | std::uint32_t{bytes[1]} << 8U | std::uint32_t{bytes[2]} << 16U |
           std::uint32_t{bytes[3]} << 24U;
}

/// @param n how many bytes of the eight follow the word
std::uint32_t four_bytes(std::uint32_t word, std::size_t n) {
    return kTables[n + 3][word & 0xFFU] ^ kTables[n + 2][word >> 8U & 0xFFU] ^
           kTables[n + 1][word >> 16U & 0xFFU] ^ kTables[n][word >> 24U];
}

std::uint32_t eight_bytes(ByteView bytes, std::uint32_t crc) {
    return four_bytes(crc ^ little_endian(bytes.first(4)), 4) ^
           four_bytes(little_endian(bytes.subspan(4, 4)), 0);
}

}  // namespace

std::uint32_t crc32(ByteView bytes, std::uint32_t so_far) {
    std::uint32_t crc = ~so_far;
    for (; bytes.size() >= kSlices; bytes = bytes.subspan(kSlices)) crc = eight_bytes(bytes, crc);
    for (const std::uint8_t byte : bytes) crc = (crc >> 8U) ^ kTables[0][(crc ^ byte) & 0xFFU];
    return ~crc;
}

}  // namespace cupspec::protocol
