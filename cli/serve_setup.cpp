#include "cli/serve_setup.hpp"

#include "base/files.hpp"
#include "cli/proxy_setup.hpp"
#include "conformance/rule.hpp"
#include "protocol/quoted.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <random>
#include <tuple>
#include <utility>

namespace cupspec::cli {
namespace {

std::optional<server::AuthMode> auth_of(std::string_view word) {
    struct Name {
        std::string_view word;
        server::AuthMode mode;
    };
    constexpr std::array kNames{Name{"none", server::AuthMode::none},
                                Name{"server", server::AuthMode::server},
                                Name{"mutual", server::AuthMode::mutual},
                                Name{"mutual-cn", server::AuthMode::mutual_cn},
                                Name{"thumbprint", server::AuthMode::thumbprint},
                                Name{"token", server::AuthMode::token}};
    const auto* found =
        std::find_if(kNames.begin(), kNames.end(), [word](const Name& name) { return name.word == word; });
    return found == kNames.end() ? std::nullopt : std::optional{found->mode};
}

/// An endpoint option, which only names loopback unless --expose is given. @return otherwise a usage error
Result<Endpoint> endpoint_of(const ServeCommand& command, const std::string& option,
                             const std::string& text) {
    const auto bad = [&](const char* why) {
        return Error{make_error_code(boost::system::errc::invalid_argument), option + ' ' + text, why};
    };
    auto endpoint = parse_endpoint(text);
    if (!endpoint) return bad("HOST:PORT is needed, such as 127.0.0.1:0 or [::1]:6040");
    if (!command.expose && !is_loopback(endpoint->host))
        return bad("others could reach it, and this is a test tool: use 127.0.0.1, or add --expose");
    return std::move(*endpoint);
}

Result<void> read_endpoints(const ServeCommand& command, ServeSetup& setup) {
    auto listen = endpoint_of(command, "--listen", command.listen);
    if (!listen) return listen.error();
    setup.listen = std::move(*listen);
    for (const auto& [option, text, target] :
         {std::tuple{"--lns", &command.lns, &setup.lns}, std::tuple{"--muxs", &command.muxs, &setup.muxs},
          std::tuple{"--admin", &command.admin, &setup.admin}}) {
        if (text->empty()) continue;
        auto read = endpoint_of(command, option, *text);
        if (!read) return read.error();
        *target = std::move(*read);
    }
    if (setup.muxs && !setup.lns)
        return Error{make_error_code(boost::system::errc::invalid_argument), "--muxs", "needs --lns"};
    return {};
}

/// A server's own certificate and key lie in a directory, whatever its store is.
Result<void> find_root(const ServeCommand& command, ServeSetup& setup) {
    const auto bad = [](const char* option, const char* why) {
        return Error{make_error_code(boost::system::errc::invalid_argument), option, why};
    };
    if (command.root.empty() && command.store.empty() && !setup.proxy)
        return bad("serve", "--root DIR or --store DIR|s3://BUCKET/PREFIX is needed");
    setup.root = command.root;
    if (setup.root.empty() && !server::is_s3_uri(command.store)) setup.root = command.store;
    if (setup.root.empty() && !command.identity.empty())
        return bad("--identity", "needs --root DIR beside a bucket: its certificate and key lie there");
    if (setup.root.empty() && command.tc_root.empty() && setup.lns)
        return bad("--lns", "needs --root DIR or --tc-root DIR beside a bucket: its identities lie there");
    return {};
}

Result<void> read_stores(const ServeCommand& command, const Environment& variables, ServeSetup& setup) {
    for (const auto& [text, target] :
         {std::tuple{&command.store, &setup.store}, std::tuple{&command.tc_store, &setup.tc_store}}) {
        if (text->empty()) continue;
        auto found = find_store(*text, variables, command.bucket);
        if (!found) return found.error();
        *target = std::move(*found);
    }
    return {};
}

Result<void> read_dialect(const ServeCommand& command, ServeSetup& setup) {
    if (command.dialect.empty()) return {};
    auto found = server::find_dialect(command.dialect);
    if (!found) return Error{found.error().code, "--dialect", found.error().detail};
    setup.dialect = *found;
    return {};
}

/// Each call of its own: threads share no generator.
std::uint64_t random_number() {
    std::random_device device;
    return std::uint64_t{device()} << 32U | device();
}

Result<void> read_issuer(const ServeCommand& command, ServeSetup& setup) {
    const auto bad = [](const char* option, std::string why) {
        return Error{make_error_code(boost::system::errc::invalid_argument), option, std::move(why)};
    };
    if (command.issuer_cert.empty() != command.issuer_key.empty()) {  // a file names one of them
        return bad(command.issuer_cert.empty() ? "--issuer-key" : "--issuer-cert",
                   "--issuer-cert FILE and --issuer-key FILE go together");
    }
    if (command.issuer_cert.empty()) return {};
    if (command.valid_days <= command.min_valid_days) {
        return bad("--valid-days",
                   "must be more than --min-valid-days, " + std::to_string(command.min_valid_days));
    }
    auto authority = server::read_authority(command.issuer_cert, command.issuer_key, wall_clock());
    if (!authority) return authority.error();
    setup.issuer = server::IssuerOptions{std::move(*authority), std::chrono::days{command.min_valid_days},
                                         std::chrono::days{command.valid_days}, random_number, wall_clock};
    return {};
}

/// The first line that needs a CA.
const server::FaultLine* line_with_authority(const server::FaultScript& script) {
    const auto found =
        std::find_if(script.lines.begin(), script.lines.end(),
                     [](const server::FaultLine& line) { return server::needs_authority(line.fault.kind); });
    return found == script.lines.end() ? nullptr : &*found;
}

/// The mutants of these rules behind what the file says.
Result<void> add_broken_rules(const std::vector<std::string>& ids, server::FaultScript& script) {
    for (const std::string& id : ids) {
        const conformance::Rule* rule = conformance::find_rule(id);
        if (rule == nullptr) {
            return Error{make_error_code(boost::system::errc::invalid_argument), "--break",
                         protocol::quoted(id) + " is no rule; " + conformance::rule_advice(id)};
        }
        auto mutant = server::parse_faults(rule->mutant, "--break " + id);
        if (!mutant) return mutant.error();
        std::move(mutant->lines.begin(), mutant->lines.end(), std::back_inserter(script.lines));
    }
    return {};
}

Result<server::FaultScript> fault_script(const ServeCommand& command) {
    constexpr std::uint64_t kMostBytes = 1U << 20U;
    Result<server::FaultScript> script = server::FaultScript{};
    if (!command.faults.empty()) {
        const auto text = read_file(command.faults, kMostBytes);
        if (!text) return text.error();
        script = server::parse_faults(as_text(*text), command.faults);
        if (!script) return script.error();
    }
    if (const auto added = add_broken_rules(command.broken, *script); !added) return added.error();
    return script;
}

Result<void> read_faults(const ServeCommand& command, ServeSetup& setup) {
    const auto bad = [](std::string where, std::string why) {
        return Error{make_error_code(boost::system::errc::invalid_argument), std::move(where),
                     std::move(why)};
    };
    if (command.fault_ca.empty() != command.fault_ca_key.empty()) {
        return bad(command.fault_ca.empty() ? "--fault-ca-key" : "--fault-ca",
                   "--fault-ca FILE and --fault-ca-key FILE go together");
    }
    if (command.faults.empty() && command.broken.empty()) return {};
    auto script = fault_script(command);
    if (!script) return script.error();
    if (const auto* line = line_with_authority(*script); line != nullptr && command.fault_ca.empty()) {
        return bad(
            line->where,
            line->fault.text + " needs a CA that the gateways trust: --fault-ca FILE --fault-ca-key FILE");
    }
    script->seed = command.seed;
    setup.faults = std::move(*script);
    return {};
}

std::chrono::milliseconds time_of(double seconds) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>{seconds});
}

void read_limits(const ServeCommand& command, ServeSetup& setup) {
    const ServeLimits& limits = command.limits;
    setup.http.head = limits.header;
    setup.http.body = limits.body;
    setup.http.request = time_of(limits.request);
    setup.http.idle = time_of(limits.idle);
    setup.accept.handshake = time_of(limits.handshake);
    setup.accept.connections = std::max<std::size_t>(1, limits.connections / command.threads);
    setup.accept.share_port = command.threads > 1;
    setup.drain = time_of(limits.drain);
}

}  // namespace

Result<server::FaultAuthority> read_fault_authority(const ServeCommand& command) {
    auto certificate = read_file(command.fault_ca);
    if (!certificate) return certificate.error();
    auto key = read_file(command.fault_ca_key);
    if (!key) return key.error();
    return server::FaultAuthority{std::move(*certificate), std::move(*key)};
}

Result<ServeSetup> read_setup(const ServeCommand& command, const Environment& variables) {
    ServeSetup setup;
    read_limits(command, setup);
    if (!command.auth.empty()) setup.auth = auth_of(command.auth);
    auto proxy = read_proxy(command);
    if (!proxy) return proxy.error();
    setup.proxy = std::move(*proxy);
    if (const auto read = read_dialect(command, setup); !read) return read.error();
    if (const auto read = read_faults(command, setup); !read) return read.error();
    if (const auto read = read_endpoints(command, setup); !read) return read.error();
    if (const auto found = find_root(command, setup); !found) return found.error();
    if (const auto read = read_stores(command, variables, setup); !read) return read.error();
    if (const auto read = read_issuer(command, setup); !read) return read.error();
    return setup;
}

}  // namespace cupspec::cli
