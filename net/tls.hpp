#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct ssl_ctx_st;
struct x509_st;

namespace cupspec::net {

/// A certificate (with its chain) and its private key, each PEM or DER.
struct Identity {
    Bytes certificate;
    Bytes key;
};

enum class TlsVersion { tls1_0, tls1_2, tls1_3 };

/// Receives NSS key log lines, for Wireshark; called on the connection's thread.
using KeyLog = std::function<void(std::string_view line)>;

/// OpenSSL's own objects, borrowed for the call; pki::inspect_certificate reads them.
using Certificates = std::vector<const x509_st*>;

/// @return why these certificates are refused, in words; nothing: accepted
using CertificateJudge = std::function<std::optional<std::string>(const Certificates& certificates)>;

/// Receives the certificates a peer sent, in its order, each in DER; called within the handshake.
using ChainSight = std::function<void(std::vector<Bytes> chain)>;

struct ClientTlsOptions {
    Bytes trust;              ///< CA certificates, PEM bundle or one DER; the peer must chain to one of them
    Identity identity;        ///< presented when asked for; empty: none
    bool any_key = false;     ///< a key of another certificate is a failure only when the server asks for one
    std::string server_name;  ///< sent as SNI and matched against the certificate; empty: neither
    TlsVersion min = TlsVersion::tls1_2;
    TlsVersion max = TlsVersion::tls1_3;
    std::string groups;  ///< OpenSSL group list; empty: OpenSSL's own
    std::string signature_algorithms;
    std::string ciphers;        ///< TLS <= 1.2
    bool offer_ticket = false;  ///< say that session tickets are understood; none is ever used
    bool verify = true;         ///< false: any certificate will do (curl's -k)
    KeyLog key_log;
    /// Judges a chain that OpenSSL has verified, in place of the name check: the peer's certificate first,
    /// the trusted one last. May be empty.
    CertificateJudge judge_peer;
    CertificateJudge judge_own;  ///< judges what `trust` holds, and what `identity` does; may be empty
    ChainSight see_chain;        ///< shown before anything is verified; may be empty
};

enum class ClientAuth { none, optional, required };

struct ServerTlsOptions {
    Identity identity;
    Bytes client_trust;  ///< CA certificates client certificates must chain to; PEM bundle or one DER
    ClientAuth client_auth = ClientAuth::none;
    /// A client's certificate need not chain to anything, and `client_trust` may be empty: whoever asked for
    /// it judges its digest. That the client holds its key is proven all the same.
    bool any_client = false;
    TlsVersion min = TlsVersion::tls1_2;
    TlsVersion max = TlsVersion::tls1_3;
    std::string groups;
    KeyLog key_log;
    Clock clock = wall_clock;  ///< when client certificates have to be valid
};

/// An immutable OpenSSL context, cheap to copy and safe to share between threads.
class TlsContext {
public:
    /// @return otherwise Errc::tls_setup, `where` naming the option ("trust", "identity.key"), `detail`
    /// OpenSSL's words
    static Result<TlsContext> client(const ClientTlsOptions& options);
    static Result<TlsContext> server(const ServerTlsOptions& options);

    ssl_ctx_st* native() const { return context_.get(); }
    bool is_server() const { return server_; }
    const std::string& server_name() const { return server_name_; }

private:
    std::shared_ptr<ssl_ctx_st>
        context_;  // shared: SSL_CTX is reference-counted by OpenSSL itself (ADR 0003)
    std::string server_name_;
    bool server_ = false;
};

}  // namespace cupspec::net
