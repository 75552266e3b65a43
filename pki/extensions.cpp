#include "pki/extensions.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace cupspec::pki {
namespace {

using BasicConstraints = Handle<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>;
using BitString = Handle<ASN1_BIT_STRING, ASN1_BIT_STRING_free>;
using ExtendedKeyUsage = Handle<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;
using AuthorityKeyId = Handle<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;

/// Bit numbers of KeyUsage. Source: RFC 5280 §4.2.1.3.
constexpr int kDigitalSignature = 0;
constexpr int kKeyEncipherment = 2;
constexpr int kKeyCertSign = 5;
constexpr int kCrlSign = 6;

bool is_authority(CertificateKind kind) {
    return kind == CertificateKind::root || kind == CertificateKind::intermediate;
}

bool add(X509& certificate, int nid, void* value, bool critical) {
    return X509_add1_ext_i2d(&certificate, nid, value, critical ? 1 : 0, X509V3_ADD_DEFAULT) == 1;
}

bool add_basic_constraints(X509& certificate, const CertificateSpec& spec) {
    const BasicConstraints constraints{BASIC_CONSTRAINTS_new()};
    if (!constraints) return false;
    constraints->ca = is_authority(spec.kind) ? 0xFF : 0;
    if (is_authority(spec.kind) && spec.path_length) {
        constraints->pathlen = ASN1_INTEGER_new();
        if (constraints->pathlen == nullptr || ASN1_INTEGER_set(constraints->pathlen, *spec.path_length) != 1)
            return false;
    }
    return add(certificate, NID_basic_constraints, constraints.get(), true);
}

bool add_key_usage(X509& certificate, CertificateKind kind) {
    const BitString usage{ASN1_BIT_STRING_new()};
    if (!usage) return false;
    const auto set = [&usage](std::initializer_list<int> bits) {
        return std::all_of(bits.begin(), bits.end(),
                           [&usage](int bit) { return ASN1_BIT_STRING_set_bit(usage.get(), bit, 1) == 1; });
    };
    // Key encipherment is the RSA key exchange of TLS 1.2 and has no meaning for other keys.
    const bool rsa = EVP_PKEY_is_a(X509_get0_pubkey(&certificate), "RSA") == 1;
    bool done = false;
    if (is_authority(kind)) {
        done = set({kKeyCertSign, kCrlSign});
    } else {
        done = set({kDigitalSignature}) && (!rsa || set({kKeyEncipherment}));
    }
    return done && add(certificate, NID_key_usage, usage.get(), true);
}

bool add_extended_key_usage(X509& certificate, CertificateKind kind) {
    if (is_authority(kind)) return true;
    const ExtendedKeyUsage usage{EXTENDED_KEY_USAGE_new()};
    const int purpose = kind == CertificateKind::server ? NID_server_auth : NID_client_auth;
    return usage && sk_ASN1_OBJECT_push(usage.get(), OBJ_nid2obj(purpose)) > 0 &&
           add(certificate, NID_ext_key_usage, usage.get(), false);
}

/// SHA-1 over the public key's bits. Source: RFC 5280 §4.2.1.2 (1).
OctetString key_identifier(const X509& certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    OctetString identifier{ASN1_OCTET_STRING_new()};
    if (!identifier || X509_pubkey_digest(&certificate, EVP_sha1(), hash.data(), &size) != 1 ||
        ASN1_OCTET_STRING_set(identifier.get(), hash.data(), static_cast<int>(size)) != 1)
        return nullptr;
    return identifier;
}

bool add_key_identifiers(X509& certificate, const X509& issuer) {
    const OctetString own = key_identifier(certificate);
    if (!own || !add(certificate, NID_subject_key_identifier, own.get(), false)) return false;
    const AuthorityKeyId authority{AUTHORITY_KEYID_new()};
    if (!authority) return false;
    // What the issuer's certificate calls its key, however it was computed, is what has to match.
    const ASN1_OCTET_STRING* named = nullptr;
    if (&issuer != &certificate) {
        named =
            X509_get0_subject_key_id(const_cast<X509*>(&issuer));  // NOLINT(*-const-cast): it fills a cache
    }
    authority->keyid = named != nullptr ? ASN1_OCTET_STRING_dup(named) : key_identifier(issuer).release();
    return authority->keyid != nullptr &&
           add(certificate, NID_authority_key_identifier, authority.get(), false);
}

bool push(GENERAL_NAMES& names, GeneralName name) {
    if (!name || sk_GENERAL_NAME_push(&names, name.get()) <= 0) return false;
    name.release();  // NOLINT(bugprone-unused-return-value): the stack owns it now
    return true;
}

GeneralName dns_name(const std::string& text) {
    GeneralName name{GENERAL_NAME_new()};
    ASN1_IA5STRING* value = is_dns_name(text) && name ? ASN1_IA5STRING_new() : nullptr;
    if (value == nullptr) return nullptr;
    GENERAL_NAME_set0_value(name.get(), GEN_DNS, value);
    if (ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) != 1) return nullptr;
    return name;
}

GeneralName ip_name(const std::string& text) {
    GeneralName name{GENERAL_NAME_new()};
    ASN1_OCTET_STRING* value = name ? a2i_IPADDRESS(text.c_str()) : nullptr;
    if (value == nullptr) return nullptr;
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, value);
    return name;
}

Result<void> add_alternative_names(X509& certificate, const CertificateSpec& spec) {
    const GeneralNames names{GENERAL_NAMES_new()};
    if (!names) return openssl_error(Errc::crypto, "subjectAltName");
    for (const std::string& dns : spec.dns) {
        if (!push(*names, dns_name(dns)))
            return Error{Errc::bad_certificate, "dns", '"' + dns + "\" is no ASCII name without blanks"};
    }
    for (const std::string& ip : spec.ip) {
        if (!push(*names, ip_name(ip)))
            return Error{Errc::bad_certificate, "ip", '"' + ip + "\" is no IPv4 or IPv6 address"};
    }
    if (sk_GENERAL_NAME_num(names.get()) == 0) return {};
    // Without a subject the alternative names are all there is, hence critical. Source: RFC 5280 §4.2.1.6.
    const bool only_name = X509_NAME_entry_count(X509_get_subject_name(&certificate)) == 0;
    if (!add(certificate, NID_subject_alt_name, names.get(), only_name))
        return openssl_error(Errc::crypto, "subjectAltName");
    return {};
}

}  // namespace

bool is_dns_name(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

Result<void> add_extensions(X509& certificate, const CertificateSpec& spec, const X509& issuer) {
    if (!add_basic_constraints(certificate, spec) || !add_key_usage(certificate, spec.kind) ||
        !add_extended_key_usage(certificate, spec.kind) || !add_key_identifiers(certificate, issuer))
        return openssl_error(Errc::crypto, "extensions");
    return add_alternative_names(certificate, spec);
}

}  // namespace cupspec::pki
