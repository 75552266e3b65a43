#pragma once

#include "base/bytes.hpp"
#include "net/tls.hpp"
#include "net/verified_chains.hpp"
#include "protocol/exchange.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

// What the TLS files share; included by no public header.
namespace cupspec::net {

struct OpensslDeleter {
    void operator()(X509* p) const { X509_free(p); }
    void operator()(SSL* p) const { SSL_free(p); }
    void operator()(BIO* p) const { BIO_free_all(p); }
};
template <class T>
using Owned = std::unique_ptr<T, OpensslDeleter>;

/// A PEM bundle or DER certificates one behind the other. @return otherwise Errc::tls_setup naming `where`
Result<std::vector<Owned<X509>>> parse_certificates(ByteView bytes, std::string where);

/// Empties OpenSSL's error queue. @return the words of the first error in it
std::string take_openssl_error();
/// Errc::tls_setup with OpenSSL's words.
Error tls_setup_error(std::string where);

/// What a context knows beyond what OpenSSL keeps; owned by the SSL_CTX.
struct ContextExtras {
    std::string server_name;
    KeyLog key_log;
    CertificateJudge judge_peer;
    bool any_peer = false;                   ///< a certificate is taken as it comes
    std::unique_ptr<VerifiedChains> chains;  ///< of a server's clients; absent: each is verified anew
    ChainSight see_chain;
};
const ContextExtras& extras_of(const SSL_CTX* context);
/// Makes `extras` the context's and installs the callbacks that need it.
void attach_extras(SSL_CTX* context, ContextExtras extras);

/// Whose certificate it is.
void note_peer(protocol::TlsFacts& facts, const X509* certificate);

/// Where a connection notes what its certificate check saw; must outlive the connection's SSL.
void attach_facts(SSL* ssl, protocol::TlsFacts* facts);

}  // namespace cupspec::net
