#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "pki/errc.hpp"
#include "pki/key.hpp"

#include <array>
#include <filesystem>
#include <memory>

struct evp_md_ctx_st;

namespace cupspec::pki {

/// Size of a `sig-N.key`: X ‖ Y of a P-256 point, no prefix. Source: protocol.md §6.
inline constexpr std::size_t kPublicKeyBytes = 64;

using UpdateDigest = std::array<std::uint8_t, 64>;  ///< SHA-512

/// SHA-512 over an update that comes in pieces.
class UpdateHash {
public:
    UpdateHash();

    void update(ByteView bytes);
    /// Ends the message; the object may only be destroyed or assigned to afterwards.
    UpdateDigest finish() &&;

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// The whole update at once.
UpdateDigest update_digest(ByteView bytes);

/// What goes into `sig-N.key`. @return unsuitable_key when it is not P-256
Result<Bytes> public_key(const PrivateKey& key);

/// True for 64 bytes that are a point of P-256; anything else never verifies a signature.
bool is_public_key(ByteView file);

/// ECDSA over the digest, DER, 68..72 bytes as a rule: what `openssl dgst -sha512 -sign` makes of the update.
/// @return unsuitable_key when the key is not P-256
Result<Bytes> sign(const PrivateKey& key, const UpdateDigest& digest);

/// True for a signature Station accepts: strict DER without trailing bytes, under a key of 64 bytes that is a
/// point of P-256. Anything else is false. Source: protocol.md §6.
bool verify(ByteView public_key, const UpdateDigest& digest, ByteView signature);

/// The file is read in blocks of 64 KiB. @return the errno, `where` naming the path
Result<UpdateDigest> digest_file(const std::filesystem::path& update);
Result<Bytes> sign_file(const PrivateKey& key, const std::filesystem::path& update);
Result<bool> verify_file(ByteView public_key, const std::filesystem::path& update, ByteView signature);

}  // namespace cupspec::pki
