#pragma once

#include "cli/endpoint.hpp"
#include "cli/options.hpp"
#include "cli/store_place.hpp"
#include "net/accept.hpp"
#include "net/http.hpp"
#include "server/credential_issuer.hpp"
#include "server/cups_proxy.hpp"
#include "server/dialect.hpp"
#include "server/fault_script.hpp"
#include "server/identity.hpp"
#include "server/tls_faults.hpp"

#include <optional>
#include <string>

namespace cupspec::cli {

/// What the options of `serve` come to, before anything is started.
struct ServeSetup {
    Endpoint listen;
    std::optional<Endpoint> lns;
    std::optional<Endpoint> muxs;
    std::optional<Endpoint> admin;
    std::optional<server::AuthMode> auth;
    server::DialectTraits dialect;
    std::optional<server::FaultScript> faults;
    std::string root;  ///< of the identity; empty: none
    std::optional<StorePlace> store;
    std::optional<StorePlace> tc_store;
    std::optional<server::IssuerOptions> issuer;
    std::optional<server::ProxyTarget> proxy;
    net::HttpLimits http;
    net::AcceptLimits accept;  ///< of one thread
    std::chrono::milliseconds drain{0};
};

/// Who issues the certificates of TLS faults. @return otherwise the reading error
Result<server::FaultAuthority> read_fault_authority(const ServeCommand& command);

/// Reads the issuer's files too. @return otherwise a usage error, `where` naming the option; or why a file of
/// the issuer cannot be used
Result<ServeSetup> read_setup(const ServeCommand& command, const Environment& variables);

}  // namespace cupspec::cli
