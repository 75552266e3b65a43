#pragma once

// Private to pki/: RFC 7468 armour.

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::pki {

struct PemBlock {
    std::string label;  ///< "CERTIFICATE"
    Bytes der;
    bool encrypted = false;  ///< it has a `Proc-Type: 4,ENCRYPTED` header
};

/// Every readable block in the order of the file; text around them is passed over, so is all behind a broken
/// one.
std::vector<PemBlock> pem_blocks(ByteView file);

/// The certificates of a PEM bundle (other blocks are passed over), or the whole DER file; not parsed.
/// @return bad_certificate when there is none
Result<std::vector<Bytes>> certificate_blocks(ByteView file);

/// bad_certificate for the one at `index`.
Error unreadable_certificate(std::size_t index);

/// The armour around it, 64 characters a line, with its last line end.
std::string pem_armour(std::string_view label, ByteView der);

/// True when the file begins as DER does: with a SEQUENCE.
inline bool looks_like_der(ByteView file) { return !file.empty() && file.front() == 0x30; }

}  // namespace cupspec::pki
