#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "pki/errc.hpp"
#include "pki/key.hpp"

#include <optional>
#include <string>
#include <vector>

struct x509_st;

namespace cupspec::pki {

enum class CertificateKind { root, intermediate, server, client };
enum class SignatureDigest { sha256, sha384, sha512, sha1 };  ///< sha1: a fault, Station refuses it

/// What a certificate shall say. Extensions follow from `kind` as a proper authority sets them (RFC 5280
/// §4.2.1).
struct CertificateSpec {
    CertificateKind kind = CertificateKind::server;
    std::string common_name;
    std::string organization;  ///< empty: none
    std::vector<std::string>
        dns;  ///< SAN dNSName, ASCII; Station wants even an IP address here (protocol.md §8)
    std::vector<std::string> ip;  ///< SAN iPAddress, IPv4 or IPv6 in text
    TimePoint not_before;         ///< both inclusive, cut to whole seconds
    TimePoint not_after;
    Bytes serial;                         ///< big-endian, 1..20 bytes, not zero; empty: 159 random bits
    std::optional<unsigned> path_length;  ///< authorities only
    SignatureDigest digest = SignatureDigest::sha256;  ///< without effect under an Ed25519 issuer
};

/// Who signs; borrowed.
struct Issuer {
    ByteView certificate;  ///< DER
    const PrivateKey* key = nullptr;
};

/// @param issuer null: self-signed
/// @param random where a serial comes from
/// @return the certificate in DER; otherwise bad_certificate, `where` naming the field of the specification
Result<Bytes> make_certificate(const CertificateSpec& spec, const PrivateKey& subject, const Issuer* issuer,
                               const Random& random);

/// What a reader wants to know of a certificate.
struct CertificateFacts {
    std::string subject;  ///< "O=cupspec, CN=cups-0", in the order of the certificate
    std::string issuer;
    std::string common_name;       ///< the last CN; empty without one
    std::vector<std::string> dns;  ///< SANs in the order of the certificate
    std::vector<std::string> ip;
    TimePoint not_before;
    TimePoint not_after;
    std::string serial;     ///< lower-case hex, whole bytes
    std::string key;        ///< "EC P-256", as PrivateKey::description
    std::string signature;  ///< "ecdsa-with-SHA256", OpenSSL's long name
    std::string sha256;     ///< lower-case hex over the DER
    std::size_t bytes = 0;  ///< of the DER
    bool is_ca = false;
    bool self_signed = false;  ///< issued under its own name, and verifies under its own key
    bool for_servers = true;   ///< extended key usage allows it, or is absent
    bool for_clients = true;
};

/// The first certificate of a PEM file, or a DER one with nothing after it; the others must be readable too.
/// @return bad_certificate otherwise
Result<CertificateFacts> inspect_certificate(ByteView file);

/// The same of a certificate that OpenSSL holds.
CertificateFacts inspect_certificate(const x509_st& certificate);

/// All of them, in the order of the file.
Result<std::vector<CertificateFacts>> inspect_bundle(ByteView file);

enum class Purpose { any, server, client };

/// Does the first certificate chain to one in `trust` at that time? Further certificates of the file serve as
/// intermediates; any certificate in `trust` is an anchor, also an intermediate, as mbedTLS sees it.
/// Names and revocation are not looked at; the second of not_after itself is too late, as OpenSSL counts.
/// @param certificate PEM with its intermediates, or DER
/// @param trust PEM bundle, or DER
/// @return bad_certificate; or not_verified, `where` the subject of the certificate it failed at, `detail`
/// why
Result<void> verify_certificate(ByteView certificate, ByteView trust, TimePoint at,
                                Purpose purpose = Purpose::any);

/// Every certificate of a PEM bundle (other blocks are passed over), or the one DER, each as DER.
/// @return bad_certificate: none, one that does not parse, or bytes after a DER one
Result<std::vector<Bytes>> split_bundle(ByteView file);

/// `-----BEGIN CERTIFICATE-----` around it; the bytes are not looked at.
std::string certificate_pem(ByteView der);

}  // namespace cupspec::pki
