#pragma once

struct ossl_lib_ctx_st;

namespace cupspec::net {

/// What TLS uses of OpenSSL's default provider. OpenSSL 3.0 looks at all that it holds anew for each
/// certificate a peer presents, which takes longer than to verify its signature; 3.2 no longer does (ADR
/// 0009). One for the process, never freed.
/// @return null, which stands for OpenSSL's own context, when it cannot be had
ossl_lib_ctx_st* lean_library();

/// The same without any keys: what a server's session tickets are made in. OpenSSL takes the client's
/// certificate in a ticket apart and together again for each handshake, and nobody wants its key.
ossl_lib_ctx_st* keyless_library();

/// While it lives, this thread's OpenSSL takes `library` wherever no context is named. Must not live across a
/// co_await.
class LibraryScope {
public:
    explicit LibraryScope(ossl_lib_ctx_st* library);
    LibraryScope(const LibraryScope&) = delete;
    LibraryScope& operator=(const LibraryScope&) = delete;
    ~LibraryScope();

private:
    ossl_lib_ctx_st* before_;
};

}  // namespace cupspec::net
