#include "cli/proxy_setup.hpp"

#include "base/files.hpp"
#include "protocol/quoted.hpp"
#include "protocol/uri.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace cupspec::cli {
namespace {

using MaybeTarget = std::optional<server::ProxyTarget>;

Error proxy_error(std::string where, std::string why) {
    return {make_error_code(boost::system::errc::invalid_argument), std::move(where), std::move(why)};
}

/// What makes answers, or makes them wrong: a proxy has those of the server behind it.
Result<void> refuse_answering(const ServeCommand& command) {
    struct Answering {
        std::string_view option;
        bool is_given;
    };
    const std::array answering{Answering{"--store", !command.store.empty()},
                               Answering{"--tc-store", !command.tc_store.empty()},
                               Answering{"--tc-root", !command.tc_root.empty()},
                               Answering{"--lns", !command.lns.empty()},
                               Answering{"--dialect", !command.dialect.empty()},
                               Answering{"--faults", !command.faults.empty()},
                               Answering{"--break", !command.broken.empty()},
                               Answering{"--fault-ca", !command.fault_ca.empty()},
                               Answering{"--register-unknown", command.register_unknown},
                               Answering{"--one-shot", command.one_shot},
                               Answering{"--issuer-cert", !command.issuer_cert.empty()}};
    for (const Answering& one : answering) {
        if (one.is_given) {
            return proxy_error(
                std::string{one.option},
                "does not go with --proxy, whose answers are the other server's; leave it out");
        }
    }
    const bool knows_gateways =
        command.auth == "mutual-cn" || command.auth == "thumbprint" || command.auth == "token";
    if (knows_gateways) {
        return proxy_error("--auth " + command.auth,
                           "a proxy has no records to hold a gateway against: none, server or mutual; the "
                           "other server judges the rest");
    }
    return {};
}

/// What Station would be given as cups.uri; the path every request has anyway may stand behind it.
Result<protocol::ServerUri> place_of(std::string_view url) {
    for (const std::string_view path : {"/update-info", "/"})
        if (url.ends_with(path)) url.remove_suffix(path.size());
    auto uri = protocol::parse_cups_uri(url);
    if (uri) return uri;
    return proxy_error(
        "--proxy " + protocol::quoted(url),
        "http[s]://HOST:PORT is needed, such as https://cups.example.org:443: " + describe(uri.error()));
}

/// Empty where there is none.
Result<Bytes> file_in(const std::filesystem::path& home, const char* name) {
    auto bytes = read_file(home / name);
    if (!bytes && bytes.error().code == boost::system::errc::no_such_file_or_directory) return Bytes{};
    return bytes;
}

/// A key without a certificate is a token, and that is in the gateway's own requests.
Result<net::TlsContext> far_tls(const std::string& host, const std::filesystem::path& home) {
    if (home.empty()) {
        return proxy_error("--proxy https://" + host,
                           "needs --proxy-home DIR with cups.trust, the CA of that server, and cups.crt and "
                           "cups.key where it asks for a certificate");
    }
    auto trust = read_file(home / "cups.trust");
    if (!trust) return trust.error();
    auto certificate = file_in(home, "cups.crt");
    if (!certificate) return certificate.error();
    auto key = file_in(home, "cups.key");
    if (!key) return key.error();
    net::ClientTlsOptions options;
    options.trust = std::move(*trust);
    if (!certificate->empty()) options.identity = {std::move(*certificate), std::move(*key)};
    options.server_name = host;
    auto context = net::TlsContext::client(options);
    if (context) return context;
    const Error& failed = context.error();
    return Error{failed.code, (home / "cups").string() + ": " + failed.where, failed.detail};
}

}  // namespace

Result<MaybeTarget> read_proxy(const ServeCommand& command) {
    if (command.proxy.empty()) {
        if (!command.proxy_home.empty()) return proxy_error("--proxy-home", "needs --proxy URL");
        return MaybeTarget{};
    }
    if (const auto refused = refuse_answering(command); !refused) return refused.error();
    if (command.root.empty() && !command.identity.empty())
        return proxy_error("--identity", "needs --root DIR: its certificate and key lie there");
    auto place = place_of(command.proxy);
    if (!place) return place.error();
    server::ProxyTarget target;
    target.url = (place->tls ? "https://" : "http://") + place->host + ':' + place->port;
    if (place->tls) {
        auto tls = far_tls(place->host, command.proxy_home);
        if (!tls) return tls.error();
        target.place.tls = std::move(*tls);
    }
    target.place.host = std::move(place->host);
    target.place.port = std::move(place->port);
    return MaybeTarget{std::move(target)};
}

}  // namespace cupspec::cli
