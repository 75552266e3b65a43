#include "net/lean_library.hpp"

#include "base/bytes.hpp"
#include "net/openssl.hpp"

#include <catch2/catch.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

using namespace cupspec;
using namespace cupspec::net;

namespace {

constexpr std::size_t kRandomAt = 5 + 4 + 2;  // behind the headers of record and message, and the version
constexpr std::size_t kRandom = 32;
constexpr std::size_t kSessionIdAt = kRandomAt + kRandom + 1;
constexpr std::size_t kKeyShare = 32;  // of X25519, in the last extension

/// A client that offers all that its library can do, in one version of TLS.
Bytes client_hello(ossl_lib_ctx_st* library, int version) {
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context{
        SSL_CTX_new_ex(library, nullptr, TLS_client_method()), SSL_CTX_free};
    REQUIRE(context);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    REQUIRE(SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFALL") == 1);
    const Owned<SSL> ssl{SSL_new(context.get())};
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    REQUIRE(SSL_connect(ssl.get()) == -1);  // it waits for the server
    Bytes hello(BIO_ctrl_pending(SSL_get_wbio(ssl.get())));
    BIO_read(SSL_get_wbio(ssl.get()), hello.data(), static_cast<int>(hello.size()));
    return hello;
}

Bytes without_random(Bytes hello, int version) {
    REQUIRE(hello.size() > kSessionIdAt + kRandom + kKeyShare);
    std::fill_n(hello.begin() + kRandomAt, kRandom, 0);
    if (version != TLS1_3_VERSION) return hello;
    std::fill_n(hello.begin() + kSessionIdAt, kRandom, 0);
    std::fill_n(hello.end() - kKeyShare, kKeyShare, 0);
    return hello;
}

bool has_digest(const char* name) {
    EVP_MD* digest = EVP_MD_fetch(lean_library(), name, nullptr);
    EVP_MD_free(digest);
    return digest != nullptr;
}

}  // namespace

TEST_CASE("a client of the lean library offers all that OpenSSL can", "[lean_library]") {
    REQUIRE(lean_library() != nullptr);
    for (const int version : {TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
        CAPTURE(version);
        CHECK(without_random(client_hello(lean_library(), version), version) ==
              without_random(client_hello(nullptr, version), version));
    }
}

TEST_CASE("the lean library reads the signatures certificates have", "[lean_library]") {
    for (const char* name : {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256", "SHAKE256", "MD5"}) {
        CAPTURE(name);
        CHECK(has_digest(name));
    }
}

TEST_CASE("the lean library holds nothing that TLS does not use", "[lean_library]") {
    CHECK_FALSE(has_digest("BLAKE2B-512"));
    EVP_CIPHER* cipher = EVP_CIPHER_fetch(lean_library(), "AES-256-XTS", nullptr);
    CHECK(cipher == nullptr);
    EVP_CIPHER_free(cipher);
}
