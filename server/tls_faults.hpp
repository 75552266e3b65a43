#pragma once

#include "base/time.hpp"
#include "net/tls.hpp"
#include "server/fault_script.hpp"

#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace cupspec::server {

/// A CA the gateways trust, to issue certificates with what is wrong with them: PEM or DER. One that is not
/// self-signed is sent along.
struct FaultAuthority {
    Bytes certificate;
    Bytes key;
};

using FaultAuthoritySource = std::function<Result<FaultAuthority>()>;

/// True when a certificate with this fault has to come from a CA the gateways trust.
bool needs_authority(FaultKind kind);

/// TLS setups with one thing wrong, made when they are first asked for.
class TlsFaults {
public:
    /// @param sound the server's own setup
    /// @param now what certificates have expired by
    /// @param authority asked when one is needed; may be empty
    TlsFaults(net::ServerTlsOptions sound, FaultAuthoritySource authority, Clock now)
        : sound_{std::move(sound)}, authority_{std::move(authority)}, now_{std::move(now)} {}

    /// @param is_open_door no client needs a certificate, as with no_client_auth
    /// @return otherwise bad_option without an authority where one is needed, or what OpenSSL says
    Result<net::TlsContext> context(FaultKind kind, bool is_open_door);

    /// From now on this is the server's own setup.
    void use(net::ServerTlsOptions sound);

    /// Makes everything the script asks for. @return the first failure, `where` naming the script's line
    Result<void> prepare(const FaultScript& script);

private:
    Result<net::TlsContext> make(FaultKind kind, bool is_open_door) const;
    Result<net::Identity> identity_for(FaultKind kind) const;

    net::ServerTlsOptions sound_;
    FaultAuthoritySource authority_;
    Clock now_;
    std::map<std::pair<FaultKind, bool>, net::TlsContext> made_;
};

}  // namespace cupspec::server
