#pragma once

#include "base/bytes.hpp"

#include <memory>

struct evp_md_ctx_st;

namespace cupspec::pki {

/// SHA-256, 32 bytes. Source: FIPS 180-4.
Bytes sha256(ByteView bytes);

/// The same over what comes in pieces.
class Sha256 {
public:
    Sha256();

    void update(ByteView bytes);
    /// Ends the message; the object may only be destroyed or assigned to afterwards.
    Bytes finish() &&;

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// HMAC with SHA-256, 32 bytes. Source: RFC 2104. @param key of any length, also empty
Bytes hmac_sha256(ByteView key, ByteView bytes);

}  // namespace cupspec::pki
