#pragma once

#include "protocol/credentials.hpp"

#include <cstddef>
#include <string>

namespace cupspec::emulator {

/// A credential segment as Station takes it apart: narrower than DER (every long-form length is read as two
/// bytes) and blind to what follows the key. Source: Station 2.0.6, protocol.md §2.2.
struct BlobReading {
    enum class Fate {
        accepted,
        refused,  ///< nothing is staged; the answer goes on as a success
        crash     ///< the real process dies here
    } fate = Fate::refused;
    protocol::CredentialSet set;  ///< when accepted
    std::string refusal;  ///< "trust-is-no-sequence", "no-certificate", "too-short", "parts-exceed-segment"
    bool cut = false;     ///< the three lengths below were computed
    std::size_t trust_bytes = 0;  ///< as computed, may exceed the blob
    std::size_t certificate_bytes = 0;
    std::size_t key_bytes = 0;
    bool beyond_blob = false;       ///< the real one reads memory behind the blob
    std::size_t dropped_bytes = 0;  ///< behind the key: accepted, never stored
};

/// @param blob at most 65535 bytes, not empty
BlobReading read_blob(ByteView blob);

}  // namespace cupspec::emulator
