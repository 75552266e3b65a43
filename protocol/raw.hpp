#pragma once

#include "base/bytes.hpp"
#include "protocol/response.hpp"

#include <cstdint>
#include <vector>

namespace cupspec::protocol::raw {

/// A length field and the bytes behind it, which need not agree.
struct Field {
    std::size_t length_bytes = 1;  ///< width of the length field, 0..8; 0: no length field at all
    std::uint64_t declared = 0;    ///< written little-endian, cut to the width
    Bytes actual;
    bool big_endian = false;
};

/// The encoder that refuses nothing: what faults and malformed vectors are built with.
struct Body {
    std::vector<Field> fields;
    Bytes trailing;
};

/// The honest body of a response, ready to be bent.
Body honest(const Response& response);

Bytes encode(const Body& body);

/// What a length field of so many bytes can say at most; encode() cuts the rest off.
std::uint64_t largest_length(std::size_t length_bytes);

}  // namespace cupspec::protocol::raw
