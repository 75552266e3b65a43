#pragma once

#include "base/bytes.hpp"
#include "protocol/credentials.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace cupspec::capture {

/// Changes bits of `bytes` so that their CRC-32 is `crc`. Source: CRC-32 is linear over GF(2).
/// @param offset,count where; @param free the bits that may change in each of those bytes
/// @return false when they are too few for 32 equations; `bytes` are then as they were
bool force_crc(Bytes& bytes, std::uint32_t crc, std::size_t offset, std::size_t count,
               std::uint8_t free = 0xFF);

/// One DER SEQUENCE of exactly so many bytes in all, filled with zeros. No certificate, but what a gateway
/// takes apart, stores and counts is the same. Fewer than 12 bytes give zeros.
Bytes stand_in_element(std::size_t bytes);

/// A key in SEC1's form of exactly so many bytes, as far as Station looks (protocol.md §2.2).
Bytes stand_in_key(std::size_t bytes);

/// A signing key's public half with this checksum, 64 bytes. It verifies nothing.
Bytes stand_in_signing_key(std::uint32_t crc);
bool is_stand_in_signing_key(ByteView key);

/// What is known of a credential set nobody has the bytes of.
struct SetShape {
    std::array<std::size_t, 3> bytes{};  ///< trust, certificate, key; 0: absent
    bool is_token = false;               ///< the key is a header line
    std::optional<std::uint32_t> crc;    ///< of all three, as a gateway reports it
};

/// A set of that shape whose `protocol::crc` is the one asked for, where there is room for it.
protocol::CredentialSet stand_in_set(const SetShape& shape);

/// Sizes as a CA, a client certificate and its key on P-256 have them.
inline constexpr std::array<std::size_t, 3> kUsualBytes{464, 460, 121};

}  // namespace cupspec::capture
