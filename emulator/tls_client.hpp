#pragma once

#include "emulator/home.hpp"
#include "net/tls.hpp"

#include <string>

namespace cupspec::emulator {

/// How a gateway's TLS differs from a browser's. Source: Station 2.0.6 with mbedTLS 2.28, protocol.md §8.
struct TlsClientSetup {
    std::string host;  ///< from the URI
    bool sni = true;   ///< TLS_SNI: send the name and check it
    AuthMode mode = AuthMode::server_only;
    TlsLibrary tls = TlsLibrary::mbedtls;
    net::KeyLog key_log;
};

/// TLS 1.2 at most, Station's groups and signature algorithms in its order, its certificate only in mutual
/// mode; with a current library, that library's own defaults.
/// @return otherwise why the set's files make no TLS client, `where` naming the file's extension
Result<net::TlsContext> make_tls_client(const protocol::CredentialSet& credentials,
                                        const TlsClientSetup& setup);

/// The problem slug of a failed handshake: "tls-certificate-expired", "tls-untrusted", "tls-name-mismatch",
/// "tls-version", "tls-key-mismatch", "tls-refused" (the server sent an alert), "tls-closed", otherwise
/// "tls-handshake-failed".
std::string tls_problem(const std::string& failure);

}  // namespace cupspec::emulator
