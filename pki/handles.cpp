#include "pki/handles.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <array>
#include <string>
#include <utility>

namespace cupspec::pki {
namespace {

std::string ec_description(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return "EC";
    const std::string_view name{group.data()};
    if (name == "prime256v1") return "EC P-256";
    if (name == "secp384r1") return "EC P-384";
    if (name == "secp521r1") return "EC P-521";
    return "EC " + std::string{name};
}

}  // namespace

std::string openssl_reason() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0) return {};
    const char* reason = ERR_reason_error_string(code);
    return reason == nullptr ? "OpenSSL error " + std::to_string(code) : reason;
}

Error openssl_error(Errc code, std::string where) { return {code, std::move(where), openssl_reason()}; }

Certificate parse_certificate(ByteView der) {
    const unsigned char* at = der.data();
    Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    ERR_clear_error();
    if (!certificate || at != der.data() + der.size()) return nullptr;
    return certificate;
}

std::string describe_key(const EVP_PKEY* key) {
    if (key == nullptr) return "unknown";
    if (EVP_PKEY_is_a(key, "EC") == 1) return ec_description(key);
    if (EVP_PKEY_is_a(key, "RSA") == 1) return "RSA " + std::to_string(EVP_PKEY_get_bits(key));
    if (EVP_PKEY_is_a(key, "ED25519") == 1) return "Ed25519";
    const char* name = EVP_PKEY_get0_type_name(key);
    return name == nullptr ? "unknown" : name;
}

std::string describe_name(const X509_NAME* name) {
    const BioHandle text{BIO_new(BIO_s_mem())};
    constexpr unsigned long kStyle =
        (ASN1_STRFLGS_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) | XN_FLAG_SEP_CPLUS_SPC;
    if (!text || X509_NAME_print_ex(text.get(), name, 0, kStyle) < 0) return {};
    char* start = nullptr;
    const long size = BIO_get_mem_data(text.get(), &start);
    return {start, static_cast<std::size_t>(size)};
}

}  // namespace cupspec::pki
