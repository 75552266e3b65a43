#pragma once

#include "server/identity.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace cupspec::server {

/// How an LNS's two endpoints are protected: both by TLS or neither.
struct LnsTls {
    AuthMode auth = AuthMode::none;
    std::optional<net::TlsContext> discovery;
    std::optional<net::TlsContext> muxs;
};

/// Where it comes from: the identities `infos-0` and `muxs-0`.
struct LnsFiles {
    std::filesystem::path tc_root;
    std::optional<AuthMode> auth;  ///< absent: mutual where infos-0 has a certificate, else none
    std::vector<std::filesystem::path> client_ca;  ///< beside both NAME.trust
    net::KeyLog key_log;
};

/// Reads the files as they are now.
/// @return otherwise missing_file, bad_option or what OpenSSL says, `where` naming the file
Result<LnsTls> read_lns_tls(const LnsFiles& files);

}  // namespace cupspec::server
