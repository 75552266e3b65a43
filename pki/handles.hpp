#pragma once

// Private to pki/: OpenSSL's objects as values that free themselves.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "pki/errc.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace cupspec::pki {

/// Calls an OpenSSL free function; both kinds of signature occur.
template <auto kFunction>
struct FreeWith {
    template <class T>
    void operator()(T* object) const noexcept {
        kFunction(object);
    }
};
template <class T, auto kFunction>
using Handle = std::unique_ptr<T, FreeWith<kFunction>>;

using BioHandle = Handle<BIO, BIO_free>;
using OwnedKey = Handle<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Certificate = Handle<X509, X509_free>;
using BigNumber = Handle<BIGNUM, BN_free>;
using Integer = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using OctetString = Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using GeneralName = Handle<GENERAL_NAME, GENERAL_NAME_free>;
using GeneralNames = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;

/// The first error OpenSSL noted on this thread, in its words; the queue is empty afterwards.
std::string openssl_reason();

/// An Error of that kind with openssl_reason() as its detail.
Error openssl_error(Errc code, std::string where);

/// i2d_ functions that return the size and write where they are told.
template <class Encode>
Bytes encoded(Encode encode) {
    unsigned char* out = nullptr;
    const int size = encode(&out);
    if (size <= 0) return {};
    const ByteView written{out, static_cast<std::size_t>(size)};
    Bytes bytes{written.begin(), written.end()};
    OPENSSL_clear_free(out, written.size());
    return bytes;
}

/// The certificate in DER with nothing after it. @return null otherwise
Certificate parse_certificate(ByteView der);

/// The first certificate of a PEM file or a DER one. @return bad_certificate otherwise
Result<Certificate> first_certificate(ByteView file);

/// "EC P-256", "RSA 2048", "Ed25519"; OpenSSL's name for others; "unknown" for null.
std::string describe_key(const EVP_PKEY* key);

/// "O=cupspec, CN=cups-0", in the order of the name, UTF-8 as it is.
std::string describe_name(const X509_NAME* name);

}  // namespace cupspec::pki
