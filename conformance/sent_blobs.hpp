#pragma once

#include "conformance/answers.hpp"

#include <string>
#include <vector>

namespace cupspec::conformance {

/// What is wrong with a credential segment: one thing, the first that explains the others.
enum class BlobDefect {
    none,
    pem,
    no_trust,         ///< it does not begin with a DER element
    lengths_beyond,   ///< an element's length reaches behind the segment
    no_filler,        ///< neither an element nor four zero bytes where one belongs
    missing_element,  ///< it ends where an element or its four zero bytes belong
    second_ca,        ///< a CA's certificate where the client's belongs
    client_chain,     ///< a certificate where the key belongs
    pkcs8_ec_key,
    short_der,  ///< an element whose length Station cannot read: not two bytes long where it is long
    padding,    ///< bytes behind the key
    unreadable_trust,
    unreadable_certificate,
    unreadable_key,
    token_and_certificate,
    key_alone,          ///< a key without a certificate
    certificate_alone,  ///< a certificate without a key
    key_type,           ///< neither RSA nor EC
    key_mismatch,
    certificate_expired,
    certificate_early,
    trust_expired,
    trust_early,
    trust_no_ca,
    trust_unsupported,  ///< a key or a signature that Station's TLS refuses
    token_name,         ///< a line that is no "Name: value"
    token_bare_lf,      ///< lines parted by LF alone
    token_end           ///< its last line end is not one CRLF
};

struct SentBlob {
    const Answer* answer = nullptr;
    bool cups = true;  ///< else the LNS's
    const Bytes* blob = nullptr;
    BlobDefect defect = BlobDefect::none;
    std::size_t offset = 0;  ///< of the bytes at fault, in the body
    std::size_t bytes = 0;
    std::string found;  ///< in words

    bool has_token = false;
    bool has_certificate = false;
    bool has_key = false;
};

/// The credentials of these answers, in order, each where it was sent first; they point into them. @param now
/// certificates are held against it
std::vector<SentBlob> sent_blobs(const std::vector<Answer>& answers, TimePoint now);

/// What a Station stores of it has the checksum of what was sent.
bool is_stored_as_sent(ByteView blob);

}  // namespace cupspec::conformance
