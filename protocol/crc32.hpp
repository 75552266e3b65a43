#pragma once

#include "base/bytes.hpp"

#include <cstdint>

namespace cupspec::protocol {

/// CRC-32/IEEE (reflected 0xEDB88320), what zlib's crc32 computes and what keyCRC and the credential CRCs
/// are.
/// @param so_far a CRC to continue over further bytes
std::uint32_t crc32(ByteView bytes, std::uint32_t so_far = 0);

}  // namespace cupspec::protocol
