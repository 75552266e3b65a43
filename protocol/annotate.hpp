#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace cupspec::protocol {

/// One field of a message in its place.
struct FieldNote {
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::string field;  ///< "cupsUriLen", "cupsCred.trust", "keyCrc", "updData", "(after the answer)"
    std::string value;  ///< decoded: `23`, `"https://localhost:6041"`, `CRC 0x84D5CE23 = 2228604451`
    bool broken = false;
};

/// Every byte of a response body named; what cannot be read is one last broken note that says why. Credential
/// blobs are noted element by element. Values never hold credential bytes.
std::vector<FieldNote> annotate_response(ByteView body);

/// How many of a field's first bytes a reader may see: none of what is or may hold a key, the first line of
/// certificates and firmware, else all.
/// @param bytes the note's part of the body
std::size_t shown_bytes(const FieldNote& note, ByteView bytes);

/// A hex dump with one block a field: offset, up to 16 bytes a line, the field's name and value on its first
/// line. Credential and update contents are cut to their first line and a count; secrets (keys) are not shown
/// at all.
std::string render_hex(ByteView body, const std::vector<FieldNote>& notes);

}  // namespace cupspec::protocol
