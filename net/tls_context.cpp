#include "net/errc.hpp"
#include "net/lean_library.hpp"
#include "net/openssl.hpp"
#include "net/tickets.hpp"
#include "net/tls.hpp"
#include "pki/key.hpp"

#include <openssl/err.h>

#include <optional>
#include <utility>

namespace cupspec::net {
namespace {

using Failure = std::optional<Error>;

int number_of(TlsVersion version) {
    switch (version) {
        case TlsVersion::tls1_0: return TLS1_VERSION;
        case TlsVersion::tls1_2: return TLS1_2_VERSION;
        case TlsVersion::tls1_3: return TLS1_3_VERSION;
    }
    return TLS1_2_VERSION;
}

Error setup_error(std::string where, std::string detail) {
    return Error{make_error_code(Errc::tls_setup), std::move(where), std::move(detail)};
}

/// For OpenSSL's setters: 1 is success, 0 leaves an error in its queue.
Failure judge(long result, const char* where) {
    if (result == 1) return std::nullopt;
    return tls_setup_error(where);
}

std::shared_ptr<SSL_CTX> make_context(const SSL_METHOD* method) {
    return {SSL_CTX_new_ex(lean_library(), nullptr, method), [](SSL_CTX* context) { SSL_CTX_free(context); }};
}

Failure set_versions(SSL_CTX* context, TlsVersion min, TlsVersion max) {
    if (min > max) return setup_error("max", "below min");
    // OpenSSL 3 takes the SHA-1 and MD5 of TLS 1.0 and 1.1 on level 0 only.
    if (min == TlsVersion::tls1_0) SSL_CTX_set_security_level(context, 0);
    if (Failure failed = judge(SSL_CTX_set_min_proto_version(context, number_of(min)), "min")) return failed;
    return judge(SSL_CTX_set_max_proto_version(context, number_of(max)), "max");
}

void set_common(SSL_CTX* context) {
    // Our clients show a whole handshake each time, so that what a test sees does not hang on the one before
    // it.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    // What is sent is what the file holds: OpenSSL would complete a chain from the trusted certificates.
    SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
}

/// What is wrong with certificates of our own.
Failure judge_own(const std::vector<Owned<X509>>& certificates, const CertificateJudge& judge,
                  const char* where) {
    if (!judge) return std::nullopt;
    Certificates borrowed;
    borrowed.reserve(certificates.size());
    for (const auto& certificate : certificates) borrowed.push_back(certificate.get());
    const auto refusal = judge(borrowed);
    if (refusal) return setup_error(where, *refusal);
    return std::nullopt;
}

Failure add_trust(SSL_CTX* context, const Bytes& bytes, const char* where,
                  const CertificateJudge& judge_ca = {}) {
    if (bytes.empty()) return setup_error(where, "no CA certificate given");
    auto certificates = parse_certificates(bytes, where);
    if (!certificates) return certificates.error();
    if (Failure failed = judge_own(*certificates, judge_ca, where)) return failed;
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    for (const auto& certificate : *certificates) {
        if (Failure failed = judge(X509_STORE_add_cert(store, certificate.get()), where)) return failed;
        // Only servers send it; the list tells a client which of its certificates to present.
        if (Failure failed = judge(SSL_CTX_add_client_CA(context, certificate.get()), where)) return failed;
    }
    // Any certificate given is an anchor, also one that is not self-signed, as in Station's mbedTLS.
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    return std::nullopt;
}

constexpr const char* kCertificate = "identity.certificate";
constexpr const char* kKey = "identity.key";

/// Stops the handshake; TlsStream reports it.
int cannot_prove(SSL* /*ssl*/, X509** /*certificate*/, EVP_PKEY** /*key*/) { return -1; }

Failure use_identity(SSL_CTX* context, const Identity& identity, const CertificateJudge& judge_chain = {}) {
    if (identity.certificate.empty()) return setup_error(kCertificate, "missing");
    if (identity.key.empty()) return setup_error(kKey, "missing");
    auto chain = parse_certificates(identity.certificate, kCertificate);
    if (!chain) return chain.error();
    if (Failure failed = judge_own(*chain, judge_chain, kCertificate)) return failed;
    const auto key = pki::PrivateKey::parse(identity.key);
    if (!key) return setup_error(kKey, key.error().detail);

    if (Failure failed = judge(SSL_CTX_use_certificate(context, chain->front().get()), kCertificate))
        return failed;
    for (auto link = chain->begin() + 1; link != chain->end(); ++link) {
        if (Failure failed = judge(SSL_CTX_add1_chain_cert(context, link->get()), kCertificate))
            return failed;
    }
    if (Failure failed = judge(SSL_CTX_use_PrivateKey(context, key->native()), kKey)) return failed;
    return judge(SSL_CTX_check_private_key(context), kKey);
}

Failure set_groups(SSL_CTX* context, const std::string& groups) {
    if (groups.empty()) return std::nullopt;
    if (SSL_CTX_set1_groups_list(context, groups.c_str()) == 1) return std::nullopt;
    ERR_clear_error();
    return setup_error("groups", "OpenSSL does not know \"" + groups + "\"");
}

Failure set_algorithms(SSL_CTX* context, const ClientTlsOptions& options) {
    const std::string& algorithms = options.signature_algorithms;
    if (!algorithms.empty() && SSL_CTX_set1_sigalgs_list(context, algorithms.c_str()) != 1) {
        ERR_clear_error();
        return setup_error("signature_algorithms", "OpenSSL does not know \"" + algorithms + "\"");
    }
    if (!options.ciphers.empty()) {
        if (Failure failed = judge(SSL_CTX_set_cipher_list(context, options.ciphers.c_str()), "ciphers"))
            return failed;
    }
    return set_groups(context, options.groups);
}

Failure present_identity(SSL_CTX* context, const ClientTlsOptions& options) {
    Failure failed = use_identity(context, options.identity, options.judge_own);
    if (!failed || !options.any_key || failed->detail != "key values mismatch") return failed;
    SSL_CTX_set_client_cert_cb(context, cannot_prove);
    return std::nullopt;
}

Failure set_up_client(SSL_CTX* context, const ClientTlsOptions& options) {
    set_common(context);
    if (options.offer_ticket) SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
    if (Failure failed = set_versions(context, options.min, options.max)) return failed;
    if (Failure failed = set_algorithms(context, options)) return failed;
    if (options.verify || !options.trust.empty())
        if (Failure failed = add_trust(context, options.trust, "trust", options.judge_own)) return failed;
    SSL_CTX_set_verify(context, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (options.identity.certificate.empty() && options.identity.key.empty()) return std::nullopt;
    return present_identity(context, options);
}

Failure set_up_server(SSL_CTX* context, const ServerTlsOptions& options) {
    set_common(context);
    give_tickets(context);
    // As most servers, the Semtech example's too: our order of ciphers and groups, not the client's.
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (Failure failed = set_versions(context, options.min, options.max)) return failed;
    if (Failure failed = set_groups(context, options.groups)) return failed;
    if (Failure failed = use_identity(context, options.identity)) return failed;
    if (options.client_auth == ClientAuth::none) return std::nullopt;
    const bool required = options.client_auth == ClientAuth::required;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    if (options.any_client && options.client_trust.empty()) return std::nullopt;
    return add_trust(context, options.client_trust, "client_trust");
}

}  // namespace

Result<TlsContext> TlsContext::client(const ClientTlsOptions& options) {
    ERR_clear_error();
    auto context = make_context(TLS_client_method());
    if (!context) return tls_setup_error("client");
    if (const Failure failed = set_up_client(context.get(), options)) return *failed;
    attach_extras(context.get(), {options.server_name, options.key_log, options.judge_peer, false, nullptr,
                                  options.see_chain});
    TlsContext result;
    result.context_ = std::move(context);
    result.server_name_ = options.server_name;
    return result;
}

Result<TlsContext> TlsContext::server(const ServerTlsOptions& options) {
    ERR_clear_error();
    auto context = make_context(TLS_server_method());
    if (!context) return tls_setup_error("server");
    if (const Failure failed = set_up_server(context.get(), options)) return *failed;
    attach_extras(context.get(), {std::string{},
                                  options.key_log,
                                  {},
                                  options.any_client,
                                  std::make_unique<VerifiedChains>(options.clock),
                                  {}});
    TlsContext result;
    result.context_ = std::move(context);
    result.server_ = true;
    return result;
}

}  // namespace cupspec::net
