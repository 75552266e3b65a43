#pragma once

#include "base/bytes.hpp"

namespace cupspec::pki {

/// SHA-256, 32 bytes. Source: FIPS 180-4.
Bytes sha256(ByteView bytes);

/// HMAC with SHA-256, 32 bytes. Source: RFC 2104. @param key of any length, also empty
Bytes hmac_sha256(ByteView key, ByteView bytes);

}  // namespace cupspec::pki
