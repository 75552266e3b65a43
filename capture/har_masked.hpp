#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cupspec::capture {

/// Bytes of an answer's body that a report of cupspec's left out.
struct MaskedBytes {
    std::string field;  ///< as `protocol::annotate_response` names it
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::uint32_t crc = 0;
};

/// Puts stand-ins there of the same kind, size and CRC-32, so that a gateway takes the body apart as it did
/// then. @return the fields for which no such bytes can be made
std::vector<std::string> fill_masked(Bytes& body, const std::vector<MaskedBytes>& masked);

}  // namespace cupspec::capture
