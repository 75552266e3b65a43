#include "pki/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace cupspec::pki {
namespace {

constexpr std::size_t kSha256Bytes = 32;

}  // namespace

Bytes sha256(ByteView bytes) {
    Bytes hash(kSha256Bytes);
    if (EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"OpenSSL has no SHA-256"};
    return hash;
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_{EVP_MD_CTX_new()} {
    if (EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"OpenSSL has no SHA-256"};
}

void Sha256::update(ByteView bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

Bytes Sha256::finish() && {
    Bytes hash(kSha256Bytes);
    EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr);
    return hash;
}

Bytes hmac_sha256(ByteView key, ByteView bytes) {
    Bytes hash(kSha256Bytes);
    const std::uint8_t none = 0;  // OpenSSL takes a null key for "the key of last time"
    const std::uint8_t* start = key.empty() ? &none : key.data();
    if (HMAC(EVP_sha256(), start, static_cast<int>(key.size()), bytes.data(), bytes.size(), hash.data(),
             nullptr) == nullptr)
        throw std::runtime_error{"OpenSSL has no HMAC with SHA-256"};
    return hash;
}

}  // namespace cupspec::pki
