#include "pki/firmware.hpp"

#include "pki/handles.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace cupspec::pki {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;
constexpr std::uint8_t kUncompressedPoint = 0x04;  // SEC 1 §2.3.3

/// The key behind 64 bytes; null when they are no point of the curve.
OwnedKey public_from(ByteView xy) {
    if (xy.size() != kPublicKeyBytes) return nullptr;
    Bytes point{kUncompressedPoint};
    point.insert(point.end(), xy.begin(), xy.end());
    std::string group = "prime256v1";
    std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
        OSSL_PARAM_construct_end(),
    };
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
    EVP_PKEY* key = nullptr;
    if (context && EVP_PKEY_fromdata_init(context.get()) == 1)
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.data());
    return OwnedKey{key};
}

bool verify_under(EVP_PKEY& key, const UpdateDigest& digest, ByteView signature) {
    const KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, &key, nullptr)};
    // OpenSSL encodes what it has read and compares: BER, trailing bytes and padded integers fail there.
    return context && EVP_PKEY_verify_init(context.get()) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha512()) == 1 &&
           EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(), digest.size()) ==
               1;
}

Result<void> require_p256(const PrivateKey& key) {
    if (key.kind() == KeyKind::p256) return {};
    return Error{Errc::unsuitable_key, {}, "updates are signed with EC P-256; this is " + key.description()};
}

struct CloseFile {
    void operator()(std::FILE* file) const noexcept {
        static_cast<void>(std::fclose(file));  // only read from
    }
};

}  // namespace

void UpdateHash::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

UpdateHash::UpdateHash() : context_{EVP_MD_CTX_new()} {
    EVP_DigestInit_ex(context_.get(), EVP_sha512(), nullptr);
}

void UpdateHash::update(ByteView bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

UpdateDigest UpdateHash::finish() && {
    UpdateDigest digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return digest;
}

UpdateDigest update_digest(ByteView bytes) {
    UpdateHash hash;
    hash.update(bytes);
    return std::move(hash).finish();
}

bool is_public_key(ByteView file) {
    const OwnedKey key = public_from(file);
    ERR_clear_error();
    return key != nullptr;
}

Result<Bytes> public_key(const PrivateKey& key) {
    if (auto suitable = require_p256(key); !suitable) return suitable.error();
    Bytes point(kPublicKeyBytes + 1);
    std::size_t size = 0;
    const int done = EVP_PKEY_get_octet_string_param(key.native(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                                     point.size(), &size);
    if (done != 1 || size != point.size() || point.front() != kUncompressedPoint)
        return openssl_error(Errc::crypto, "public key");
    return Bytes{point.begin() + 1, point.end()};
}

Result<Bytes> sign(const PrivateKey& key, const UpdateDigest& digest) {
    if (auto suitable = require_p256(key); !suitable) return suitable.error();
    const KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.native(), nullptr)};
    Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.native())));
    std::size_t size = signature.size();
    if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha512()) != 1 ||
        EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) != 1)
        return openssl_error(Errc::crypto, "signature");
    signature.resize(size);
    return signature;
}

bool verify(ByteView public_key, const UpdateDigest& digest, ByteView signature) {
    const OwnedKey key = public_from(public_key);
    const bool good = key && verify_under(*key, digest, signature);
    ERR_clear_error();
    return good;
}

Result<UpdateDigest> digest_file(const std::filesystem::path& update) {
    const std::unique_ptr<std::FILE, CloseFile> file{std::fopen(update.c_str(), "rbe")};
    if (!file) return Error{{errno, boost::system::system_category()}, update.string(), {}};
    UpdateHash hash;
    Bytes block(kBlockBytes);
    std::size_t n = 0;
    while ((n = std::fread(block.data(), 1, block.size(), file.get())) > 0)
        hash.update(ByteView{block}.first(n));
    if (std::ferror(file.get()) != 0)
        return Error{{errno, boost::system::system_category()}, update.string(), {}};
    return std::move(hash).finish();
}

Result<Bytes> sign_file(const PrivateKey& key, const std::filesystem::path& update) {
    auto digest = digest_file(update);
    if (!digest) return digest.error();
    return sign(key, *digest);
}

Result<bool> verify_file(ByteView public_key, const std::filesystem::path& update, ByteView signature) {
    auto digest = digest_file(update);
    if (!digest) return digest.error();
    return verify(public_key, *digest, signature);
}

}  // namespace cupspec::pki
