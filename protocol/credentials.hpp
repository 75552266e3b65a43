#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "protocol/errc.hpp"

#include <cstdint>

namespace cupspec::protocol {

/// The three files of one credential set, as stored: DER as a rule, PEM where a factory put it. Empty =
/// absent.
struct CredentialSet {
    Bytes trust;        ///< X.509 CA certificate
    Bytes certificate;  ///< X.509 client certificate
    Bytes key;          ///< private key, or a token's header line

    bool operator==(const CredentialSet&) const = default;
};

/// What an absent element contributes to a blob and to the CRC. Source: protocol.md §2.1.
inline constexpr std::size_t kFillerBytes = 4;

/// CRC-32 over trust, certificate and key as stored, four zero bytes for each absent one: the number a
/// gateway reports. The empty set's is 0x7BD5C66F.
/// @param filler_bytes 0..4: zero bytes for each absent one, for gateways that count otherwise
std::uint32_t crc(const CredentialSet& set, std::size_t filler_bytes = kFillerBytes);

/// The segment that carries a set: trust ‖ certificate ‖ key, four zeros for each absent one, so its CRC-32
/// is `crc(set)`. Writes what it is given; `split` says whether a gateway could take it apart.
Bytes join(const CredentialSet& set);

/// Takes a blob apart as the protocol defines it: DER trust, DER certificate or four zeros, then a DER key, a
/// token or four zeros, and nothing after. DER lengths are read properly; Station's own reading, which is
/// narrower and stranger, is emulator/credential_blob.hpp.
/// An empty blob is the empty set.
/// @return otherwise bad_credential, `where` naming the element and `detail` the offset
Result<CredentialSet> split(ByteView blob);

/// Whole size (header and content) of the DER element at the front of `bytes`, definite lengths up to four
/// bytes.
/// @return otherwise truncated or bad_credential
Result<std::size_t> der_size(ByteView bytes);

/// The token form of a key file: `Authorization: VALUE` and one CRLF. @return bad_token for a value with a
/// line end
Result<Bytes> token_key(std::string_view header_name, std::string_view value);

/// The content of the first PEM block whatever its label, text around it skipped; input that already begins
/// as DER (0x30) is returned as it is. An `EC PARAMETERS` block is passed over. Source: the Semtech example's
/// servers take the first block of a file.
/// @return otherwise bad_pem, `detail` naming the line
Result<Bytes> first_pem_block(ByteView file);

/// True when the bytes begin like PEM text (optional white space, then `-----BEGIN `).
bool looks_like_pem(ByteView file);

}  // namespace cupspec::protocol
