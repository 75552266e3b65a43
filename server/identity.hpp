#pragma once

#include "base/result.hpp"
#include "net/tls.hpp"

#include <filesystem>
#include <optional>
#include <string>

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

/// Who may come, and how the connection is protected.
enum class AuthMode {
    none,       ///< plain HTTP or ws, whatever files there are
    server,     ///< TLS without client certificates
    mutual,     ///< TLS; the client certificate must chain to NAME.trust
    mutual_cn,  ///< mutual, and its CN is the gateway's EUI as 16 hex digits, else 403. Source: The Things
                ///< Stack
    token,      ///< the Authorization header must be one of the gateway's, else 401; TLS when there is an
                ///< identity
};

/// The TLS context for a mode. @return nothing for plain TCP; otherwise missing_file or what OpenSSL says
/// @param where "root/NAME", for errors
Result<std::optional<net::TlsContext>> server_context(AuthMode mode,
                                                      const std::optional<IdentityFiles>& files,
                                                      const net::KeyLog& key_log, const std::string& where);

}  // namespace cupspec::server
