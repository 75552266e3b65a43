#include "base/hex.hpp"
#include "pki/certificate.hpp"
#include "pki/handles.hpp"
#include "pki/pem.hpp"

#include <openssl/err.h>

#include <arpa/inet.h>
#include <array>
#include <ctime>

namespace cupspec::pki {
namespace {

ByteView view(const ASN1_STRING* text) {
    return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

/// The epoch for a time that cannot be read.
TimePoint time_point(const ASN1_TIME* time) {
    std::tm broken_down{};
    if (ASN1_TIME_to_tm(time, &broken_down) != 1) return {};
    using namespace std::chrono;
    const auto day =
        sys_days{year{broken_down.tm_year + 1900} / (broken_down.tm_mon + 1) / broken_down.tm_mday};
    return day + hours{broken_down.tm_hour} + minutes{broken_down.tm_min} + seconds{broken_down.tm_sec};
}

std::string common_name(const X509_NAME* name) {
    int last = -1;
    for (int at = last; (at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0;) last = at;
    if (last < 0) return {};
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
    if (size < 0) return {};
    std::string text{as_text({utf8, static_cast<std::size_t>(size)})};
    OPENSSL_free(utf8);
    return text;
}

std::string ip_text(ByteView address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = address.size() == 4 ? AF_INET : AF_INET6;
    if (address.size() != 4 && address.size() != 16) return "0x" + to_hex(address);
    ::inet_ntop(family, address.data(), text.data(), text.size());
    return text.data();
}

void read_alternative_names(const X509& certificate, CertificateFacts& facts) {
    const GeneralNames names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr))};
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        int type = 0;
        const void* value = GENERAL_NAME_get0_value(name, &type);
        if (type == GEN_DNS) facts.dns.push_back(to_text(view(static_cast<const ASN1_STRING*>(value))));
        if (type == GEN_IPADD) facts.ip.push_back(ip_text(view(static_cast<const ASN1_STRING*>(value))));
    }
}

std::string serial_hex(const X509& certificate) {
    const BigNumber number{ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr)};
    if (!number) return {};
    Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
    BN_bn2bin(number.get(), bytes.data());
    return BN_is_zero(number.get()) == 1 ? "00"
                                         : (BN_is_negative(number.get()) == 1 ? "-" : "") + to_hex(bytes);
}

std::string sha256_hex(ByteView bytes) {
    Bytes hash(EVP_MAX_MD_SIZE);
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) return {};
    return to_hex(ByteView{hash}.first(size));
}

/// Under its own name and verified by its own key.
bool is_self_signed(X509* certificate) {
    if (X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) != 0)
        return false;
    EVP_PKEY* key = X509_get0_pubkey(certificate);
    return key != nullptr && X509_verify(certificate, key) == 1;
}

}  // namespace

CertificateFacts inspect_certificate(const X509& certificate) {
    // OpenSSL's readers fill caches inside the object, under its own lock.
    auto* const x = const_cast<X509*>(&certificate);  // NOLINT(*-const-cast)
    const Bytes der = encoded([x](unsigned char** out) { return i2d_X509(x, out); });
    CertificateFacts facts;
    facts.subject = describe_name(X509_get_subject_name(x));
    facts.issuer = describe_name(X509_get_issuer_name(x));
    facts.common_name = common_name(X509_get_subject_name(x));
    read_alternative_names(*x, facts);
    facts.not_before = time_point(X509_get0_notBefore(x));
    facts.not_after = time_point(X509_get0_notAfter(x));
    facts.serial = serial_hex(*x);
    facts.key = describe_key(X509_get0_pubkey(x));
    facts.signature = OBJ_nid2ln(X509_get_signature_nid(x));
    facts.sha256 = sha256_hex(der);
    facts.bytes = der.size();
    facts.is_ca = X509_check_ca(x) == 1;  // other values: certificates that leave it open
    facts.self_signed = is_self_signed(x);
    const std::uint32_t purposes =
        X509_get_extended_key_usage(x);  // all bits set when the extension is absent
    facts.for_servers = (purposes & XKU_SSL_SERVER) != 0;
    facts.for_clients = (purposes & XKU_SSL_CLIENT) != 0;
    ERR_clear_error();
    return facts;
}

Result<CertificateFacts> inspect_certificate(ByteView file) {
    auto bundle = inspect_bundle(file);
    if (!bundle) return bundle.error();
    return std::move(bundle->front());
}

Result<std::vector<CertificateFacts>> inspect_bundle(ByteView file) {
    const auto blocks = certificate_blocks(file);
    if (!blocks) return blocks.error();
    std::vector<CertificateFacts> bundle;
    for (const Bytes& der : *blocks) {
        const Certificate certificate = parse_certificate(der);
        if (!certificate) return unreadable_certificate(bundle.size());
        bundle.push_back(inspect_certificate(*certificate));
    }
    return bundle;
}

}  // namespace cupspec::pki
