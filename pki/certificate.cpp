#include "pki/certificate.hpp"

#include "pki/extensions.hpp"
#include "pki/handles.hpp"
#include "pki/pem.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::pki {
namespace {

constexpr std::size_t kMaxSerialBytes = 20;  // RFC 5280 §4.1.2.2
constexpr long kVersion3 = 2;                // X.509 counts from zero

Bytes random_serial(const Random& random) {
    Bytes serial(kMaxSerialBytes);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < serial.size(); ++i) {
        number = i % sizeof number == 0 ? random() : number >> 8U;
        serial[i] = static_cast<std::uint8_t>(number);
    }
    serial.front() &= 0x7FU;  // positive as a DER integer of 20 bytes
    if (std::all_of(serial.begin(), serial.end(), [](auto byte) { return byte == 0; })) serial.back() = 1;
    return serial;
}

Result<void> set_serial(X509& certificate, const Bytes& serial) {
    const BigNumber number{BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr)};
    if (serial.size() > kMaxSerialBytes || !number || BN_is_zero(number.get()) == 1)
        return Error{Errc::bad_certificate, "serial", "1 to 20 bytes, not all of them zero"};
    const Integer integer{BN_to_ASN1_INTEGER(number.get(), nullptr)};
    if (!integer || X509_set_serialNumber(&certificate, integer.get()) != 1)
        return openssl_error(Errc::crypto, "serial");
    return {};
}

Result<void> add_name_part(X509_NAME& name, int nid, const std::string& text) {
    if (text.empty()) return {};
    const auto* bytes = as_bytes(text).data();
    if (X509_NAME_add_entry_by_NID(&name, nid, MBSTRING_UTF8, bytes, static_cast<int>(text.size()), -1, 0) ==
        1)
        return {};
    ERR_clear_error();
    return Error{Errc::bad_certificate, nid == NID_commonName ? "common_name" : "organization",
                 '"' + text + "\" is longer than 64 characters or not UTF-8"};
}

Result<void> set_subject(X509& certificate, const CertificateSpec& spec) {
    X509_NAME* name = X509_get_subject_name(&certificate);
    if (auto added = add_name_part(*name, NID_organizationName, spec.organization); !added) return added;
    return add_name_part(*name, NID_commonName, spec.common_name);
}

/// GeneralizedTime has four digits for the year. Source: RFC 5280 §4.1.2.5.2.
bool has_four_digit_year(TimePoint time) {
    using namespace std::chrono;
    return time >= sys_days{year{0} / 1 / 1} && time < sys_days{year{10000} / 1 / 1};
}

Result<void> set_validity(X509& certificate, const CertificateSpec& spec) {
    if (!has_four_digit_year(spec.not_before) || !has_four_digit_year(spec.not_after))
        return Error{Errc::bad_certificate, "validity", "not within the years 0 to 9999"};
    const auto seconds = [](TimePoint time) {
        return static_cast<time_t>(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
    };
    if (ASN1_TIME_set(X509_getm_notBefore(&certificate), seconds(spec.not_before)) == nullptr ||
        ASN1_TIME_set(X509_getm_notAfter(&certificate), seconds(spec.not_after)) == nullptr)
        return openssl_error(Errc::crypto, "validity");
    return {};
}

const EVP_MD* message_digest(SignatureDigest digest, const PrivateKey& signer) {
    if (signer.kind() == KeyKind::ed25519) return nullptr;  // it hashes by itself
    switch (digest) {
        case SignatureDigest::sha256: return EVP_sha256();
        case SignatureDigest::sha384: return EVP_sha384();
        case SignatureDigest::sha512: return EVP_sha512();
        case SignatureDigest::sha1: return EVP_sha1();
    }
    return nullptr;
}

/// X509_set_pubkey, without OpenSSL 3.0's way of printing and parsing the key again, where that is easily
/// had.
bool set_public_key(X509& certificate, const PrivateKey& key) {
    std::array<char, 64> group{};
    std::size_t size = 0;
    const EVP_PKEY* native = key.native();
    const bool named = EVP_PKEY_get_group_name(native, group.data(), group.size(), &size) == 1;
    if (!named || EVP_PKEY_is_a(native, "EC") != 1) return X509_set_pubkey(&certificate, key.native()) == 1;
    unsigned char* point = nullptr;
    const std::size_t bytes = EVP_PKEY_get1_encoded_public_key(key.native(), &point);
    if (bytes == 0) return false;
    // RFC 5480 §2: the curve is the algorithm's parameter, the point is the key. OpenSSL takes the point
    // over.
    const bool set = X509_PUBKEY_set0_param(
                         X509_get_X509_PUBKEY(&certificate), OBJ_nid2obj(NID_X9_62_id_ecPublicKey),
                         V_ASN1_OBJECT, OBJ_txt2obj(group.data(), 0), point, static_cast<int>(bytes)) == 1;
    if (!set) OPENSSL_free(point);
    return set;
}

Result<void> fill(X509& certificate, const CertificateSpec& spec, const PrivateKey& subject,
                  const Random& random) {
    if (X509_set_version(&certificate, kVersion3) != 1 || !set_public_key(certificate, subject))
        return openssl_error(Errc::crypto, "certificate");
    if (auto set = set_serial(certificate, spec.serial.empty() ? random_serial(random) : spec.serial); !set)
        return set;
    if (auto set = set_subject(certificate, spec); !set) return set;
    return set_validity(certificate, spec);
}

}  // namespace

Result<Bytes> make_certificate(const CertificateSpec& spec, const PrivateKey& subject, const Issuer* issuer,
                               const Random& random) {
    const Certificate certificate{X509_new()};
    if (!certificate) return openssl_error(Errc::crypto, "certificate");
    const Certificate parent = issuer == nullptr ? nullptr : parse_certificate(issuer->certificate);
    if (issuer != nullptr && !parent)
        return Error{Errc::bad_certificate, "issuer", "not one certificate in DER"};
    const X509* above = parent ? parent.get() : certificate.get();

    if (auto filled = fill(*certificate, spec, subject, random); !filled) return filled.error();
    if (X509_set_issuer_name(certificate.get(), X509_get_subject_name(above)) != 1)
        return openssl_error(Errc::crypto, "issuer");
    if (auto added = add_extensions(*certificate, spec, *above); !added) return added.error();

    const PrivateKey& signer = issuer == nullptr ? subject : *issuer->key;
    if (X509_sign(certificate.get(), signer.native(), message_digest(spec.digest, signer)) <= 0)
        return openssl_error(Errc::crypto, "signature");
    return encoded([&certificate](unsigned char** out) { return i2d_X509(certificate.get(), out); });
}

Result<std::vector<Bytes>> split_bundle(ByteView file) {
    auto found = certificate_blocks(file);
    if (!found) return found;
    for (std::size_t i = 0; i < found->size(); ++i)
        if (!parse_certificate((*found)[i])) return unreadable_certificate(i);
    return found;
}

std::string certificate_pem(ByteView der) { return pem_armour("CERTIFICATE", der); }

Result<Certificate> first_certificate(ByteView file) {
    auto found = split_bundle(file);
    if (!found) return found.error();
    return parse_certificate(found->front());
}

}  // namespace cupspec::pki
