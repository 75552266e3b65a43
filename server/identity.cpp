#include "server/identity.hpp"

#include "base/files.hpp"
#include "server/errc.hpp"
#include "server/gateway_record.hpp"

#include <utility>

namespace cupspec::server {
namespace {

/// Empty when there is no such file.
Result<Bytes> read_if_there(const std::filesystem::path& path) {
    auto bytes = read_file(path);
    if (!bytes && bytes.error().code == boost::system::errc::no_such_file_or_directory) return Bytes{};
    return bytes;
}

bool asks_for_certificates(AuthMode mode) { return mode == AuthMode::mutual || mode == AuthMode::mutual_cn; }

}  // namespace

Result<std::optional<IdentityFiles>> find_identity(const std::filesystem::path& root,
                                                   const std::string& name) {
    if (!is_plain_name(name)) return Error{Errc::bad_name, "identity", '"' + name + '"'};
    const auto path = [&](const char* suffix) { return root / (name + suffix); };
    auto certificate = read_if_there(path(".crt"));
    if (!certificate) return certificate.error();
    auto key = read_if_there(path(".key"));
    if (!key) return key.error();
    auto trust = read_if_there(path(".trust"));
    if (!trust) return trust.error();
    if (certificate->empty() && key->empty()) return std::optional<IdentityFiles>{};
    if (certificate->empty()) return Error{Errc::missing_file, path(".crt").string(), "its key is there"};
    if (key->empty()) return Error{Errc::missing_file, path(".key").string(), "its certificate is there"};
    IdentityFiles files{net::Identity{std::move(*certificate), std::move(*key)}, std::move(*trust)};
    return std::optional<IdentityFiles>{std::move(files)};
}

Result<std::optional<net::TlsContext>> server_context(AuthMode mode,
                                                      const std::optional<IdentityFiles>& files,
                                                      const net::KeyLog& key_log, const std::string& where) {
    using Found = std::optional<net::TlsContext>;
    if (mode == AuthMode::none || (mode == AuthMode::token && !files)) return Found{};
    if (!files) return Error{Errc::missing_file, where + ".crt", "TLS needs a certificate and its key"};
    net::ServerTlsOptions options;
    options.identity = files->identity;
    options.key_log = key_log;
    if (asks_for_certificates(mode)) {
        if (files->client_trust.empty())
            return Error{Errc::missing_file, where + ".trust", "mutual TLS needs the CA of its clients"};
        options.client_trust = files->client_trust;
        options.client_auth = net::ClientAuth::required;
    }
    auto context = net::TlsContext::server(options);
    if (!context) return Error{context.error().code, where, describe(context.error())};
    return Found{std::move(*context)};
}

}  // namespace cupspec::server
