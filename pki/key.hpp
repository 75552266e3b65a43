#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "pki/errc.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace cupspec::pki {

/// What can be generated. The weak ones, and those Station refuses, exist to make faults.
enum class KeyKind { p256, p384, p521, rsa1024, rsa2048, rsa4096, ed25519 };

/// How a private key is laid down: RFC 5915 (EC only), RFC 5208 (any), RFC 8017 A.1.2 (RSA only).
enum class KeyForm { sec1, pkcs8, pkcs1 };

/// "p256", "rsa2048"; "sec1": the words plans use.
std::string_view name_of(KeyKind kind);
std::string_view name_of(KeyForm form);

/// sec1 for EC and pkcs1 for RSA, what Station can split off a blob (protocol.md §2.2); pkcs8 for Ed25519.
KeyForm default_form(KeyKind kind);
bool can_take(KeyKind kind, KeyForm form);

/// A private key in memory. Copies share the same, unchangeable key.
class PrivateKey {
public:
    /// From OpenSSL's own random source: keys are not repeatable under a seed.
    static Result<PrivateKey> generate(KeyKind kind);

    /// PEM (the first private key in it; an `EC PARAMETERS` block is passed over) or DER, any form,
    /// unencrypted.
    /// @return bad_key otherwise, also for bytes after a DER key; `detail` in words
    static Result<PrivateKey> parse(ByteView file);

    PrivateKey(const PrivateKey& other);
    PrivateKey& operator=(const PrivateKey& other);
    PrivateKey(PrivateKey&&) noexcept = default;
    PrivateKey& operator=(PrivateKey&&) noexcept = default;
    ~PrivateKey() = default;

    /// Nothing for a parsed key that is none of ours (RSA 3072, secp256k1, ...).
    std::optional<KeyKind> kind() const;
    /// "EC P-256", "RSA 2048", "Ed25519"; other keys by OpenSSL's name.
    std::string description() const;
    /// The form it was parsed from; the default form of a generated one.
    KeyForm form() const { return form_; }

    /// @return otherwise unsuitable_key: sec1 is for EC only, pkcs1 for RSA only
    Result<Bytes> der(KeyForm form) const;
    Result<std::string> pem(KeyForm form) const;

    /// True when the (first) certificate in these PEM or DER bytes carries this key's public half.
    bool public_matches(ByteView certificate) const;

    /// Borrowed, for sources that call OpenSSL.
    evp_pkey_st* native() const { return key_.get(); }

private:
    struct Free {
        void operator()(evp_pkey_st* key) const noexcept;
    };
    PrivateKey(evp_pkey_st* owned, KeyForm form) : key_{owned}, form_{form} {}

    std::unique_ptr<evp_pkey_st, Free> key_;
    KeyForm form_;
};

}  // namespace cupspec::pki
