#include "server/identity.hpp"

#include "base/files.hpp"
#include "pki/certificate.hpp"
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

/// Appends them in DER. @param where as errors name them
Result<void> add_certificates(Bytes& all, ByteView bytes, const std::string& where) {
    const auto certificates = pki::split_bundle(bytes);
    if (!certificates) return Error{Errc::bad_file, where, describe(certificates.error())};
    for (const Bytes& der : *certificates) all.insert(all.end(), der.begin(), der.end());
    return {};
}

/// The file an option of TlsContext::server came from.
std::string suffix_of(const std::string& option) {
    if (option == "identity.certificate") return ".crt";
    if (option == "identity.key") return ".key";
    if (option == "client_trust") return ".trust";
    return ": " + option;
}

bool asks_for_certificates(AuthMode mode) {
    return mode == AuthMode::mutual || mode == AuthMode::mutual_cn || mode == AuthMode::thumbprint;
}

Result<std::optional<net::ServerTlsOptions>> server_tls(AuthMode mode,
                                                        const std::optional<IdentityFiles>& files,
                                                        const net::KeyLog& key_log,
                                                        const std::string& where) {
    using Found = std::optional<net::ServerTlsOptions>;
    if (mode == AuthMode::none || (mode == AuthMode::token && !files)) return Found{};
    if (!files) return Error{Errc::missing_file, where + ".crt", "TLS needs a certificate and its key"};
    net::ServerTlsOptions options;
    options.identity = files->identity;
    options.key_log = key_log;
    if (asks_for_certificates(mode)) {
        options.any_client = mode == AuthMode::thumbprint && files->client_trust.empty();
        if (files->client_trust.empty() && !options.any_client)
            return Error{Errc::missing_file, where + ".trust", "mutual TLS needs the CA of its clients"};
        options.client_trust = files->client_trust;
        options.client_auth = net::ClientAuth::required;
    }
    return Found{std::move(options)};
}

Result<std::optional<net::TlsContext>> context_of(const std::optional<net::ServerTlsOptions>& setup,
                                                  const std::string& where) {
    using Found = std::optional<net::TlsContext>;
    if (!setup) return Found{};
    auto context = net::TlsContext::server(*setup);
    if (!context) {
        const Error& failed = context.error();
        return Error{failed.code, where + suffix_of(failed.where), failed.detail};
    }
    return Found{std::move(*context)};
}

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

Result<void> add_client_ca(std::optional<IdentityFiles>& files,
                           const std::vector<std::filesystem::path>& more) {
    if (more.empty()) return {};
    if (!files) return Error{Errc::bad_option, more.front().string(), "a CA of clients needs an identity"};
    Bytes all;  // DER, one after the other: the files need not be of one form
    if (!files->client_trust.empty()) {
        auto added = add_certificates(all, files->client_trust, "NAME.trust");
        if (!added) return added;
    }
    for (const auto& path : more) {
        const auto bytes = read_file(path);
        if (!bytes) return bytes.error();
        auto added = add_certificates(all, *bytes, path.string());
        if (!added) return added;
    }
    files->client_trust = std::move(all);
    return {};
}

Result<void> check_asked_for(const TlsFiles& files) {
    const AuthMode auth = mode_of(files);
    if (!files.client_ca.empty() && !asks_for_certificates(auth)) {
        return Error{Errc::bad_option, files.client_ca.front().string(),
                     "a CA of clients, but only mutual, mutual-cn and thumbprint ask them for certificates"};
    }
    if (auth == AuthMode::none || (auth == AuthMode::token && files.identity.empty())) return {};
    if (files.identity.empty()) {
        return Error{Errc::missing_file, "identity",
                     "TLS needs one: the NAME of NAME.crt and NAME.key in " + files.root.string()};
    }
    const auto found = find_identity(files.root, files.identity);
    if (!found) return found.error();
    if (*found) return {};
    const std::string path = (files.root / (files.identity + ".crt")).string();
    return Error{Errc::missing_file, path, "TLS needs a certificate and its key"};
}

Result<std::optional<net::ServerTlsOptions>> read_tls_setup(const TlsFiles& files) {
    const AuthMode auth = mode_of(files);
    std::optional<IdentityFiles> own;
    if (!files.identity.empty() && auth != AuthMode::none) {
        auto found = find_identity(files.root, files.identity);
        if (!found) return found.error();
        own = std::move(*found);
        if (const auto added = add_client_ca(own, files.client_ca); !added) return added.error();
    }
    return server_tls(auth, own, files.key_log, (files.root / files.identity).string());
}

Result<std::optional<net::TlsContext>> tls_context(const TlsFiles& files,
                                                   const std::optional<net::ServerTlsOptions>& setup) {
    return context_of(setup, (files.root / files.identity).string());
}

Result<std::optional<net::TlsContext>> read_tls(const TlsFiles& files) {
    const auto setup = read_tls_setup(files);
    if (!setup) return setup.error();
    return tls_context(files, *setup);
}

}  // namespace cupspec::server
