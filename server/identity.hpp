#pragma once

#include "base/result.hpp"
#include "net/tls.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// A server's own files in its directory.
struct IdentityFiles {
    net::Identity identity;  ///< NAME.crt and NAME.key
    Bytes client_trust;      ///< NAME.trust: CAs of client certificates; empty when there is none
};

/// Reads `NAME.crt`, `NAME.key` and `NAME.trust`.
/// @return nothing when neither NAME.crt nor NAME.key is there; otherwise missing_file for half a pair,
/// bad_name, or
///         the reading error, `where` naming the file
Result<std::optional<IdentityFiles>> find_identity(const std::filesystem::path& root,
                                                   const std::string& name);

/// Adds the certificates of further files to the clients' CAs.
/// @return the reading error or bad_file, `where` naming the file; bad_option when nobody has an identity
Result<void> add_client_ca(std::optional<IdentityFiles>& files,
                           const std::vector<std::filesystem::path>& more);

/// Who may come, and how the connection is protected.
enum class AuthMode {
    none,        ///< plain HTTP or ws, whatever files there are
    server,      ///< TLS without client certificates
    mutual,      ///< TLS; the client certificate must chain to NAME.trust, and be the gateway's own, else 403
    mutual_cn,   ///< mutual, and its CN is the gateway's EUI as 16 hex digits, else 403. Source: The Things
                 ///< Stack
    thumbprint,  ///< TLS; the client certificate's SHA-256 is on the gateway's list, else 403; it must chain
                 ///< to NAME.trust where there is one. Source: Azure's starter kit
    token,       ///< the Authorization header must be one of the gateway's, else 401; TLS when there is an
                 ///< identity
};

/// Where a CUPS server's TLS comes from.
struct TlsFiles {
    std::filesystem::path root;
    std::string identity;                          ///< NAME; empty: none
    std::optional<AuthMode> auth;                  ///< absent: mutual with an identity, else none
    std::vector<std::filesystem::path> client_ca;  ///< beside NAME.trust
    net::KeyLog key_log;
};

/// What they come to.
inline AuthMode mode_of(const TlsFiles& files) {
    return files.auth.value_or(files.identity.empty() ? AuthMode::none : AuthMode::mutual);
}

/// Whether what was asked for by name will be of use: an identity that is there, also where tokens would do
/// without; CAs of clients only where those are asked for certificates.
/// @return otherwise missing_file or bad_option, `where` naming the file
Result<void> check_asked_for(const TlsFiles& files);

/// Reads the files as they are now. @return nothing for plain TCP; otherwise missing_file, bad_file or
/// bad_option, `where` naming the file
Result<std::optional<net::ServerTlsOptions>> read_tls_setup(const TlsFiles& files);

/// What the setup comes to. @return otherwise what OpenSSL says, `where` naming the file
Result<std::optional<net::TlsContext>> tls_context(const TlsFiles& files,
                                                   const std::optional<net::ServerTlsOptions>& setup);

/// Both in one.
Result<std::optional<net::TlsContext>> read_tls(const TlsFiles& files);

}  // namespace cupspec::server
