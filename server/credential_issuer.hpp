#pragma once

#include "base/log.hpp"
#include "net/event.hpp"
#include "protocol/credentials.hpp"
#include "protocol/eui64.hpp"
#include "server/issuing_authority.hpp"
#include "server/store.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cupspec::server {

struct IssuerOptions {
    IssuingAuthority authority;
    std::chrono::days min_valid{30};  ///< a bundle that lasts less is followed by another
    std::chrono::days valid{365};     ///< of a new certificate, up to the next midnight UTC; > min_valid
    Random random;                    ///< serial numbers come from here
    Clock clock = wall_clock;
};

/// Makes LNS credentials for gateways that have none: a P-256 key, and a certificate for it with the EUI as
/// its CN (16 hex digits). They lie in the store as `tc_cred_EUI-EXPIRY.bin`, for this server and any other.
/// One issuer for one executor; several may share a store: a bundle's name follows from the day it is made
/// on, and the store makes each name once, so whoever comes second finds the first one's.
class CredentialIssuer {
public:
    /// `log` must outlive the issuer.
    CredentialIssuer(IssuerOptions options, Log& log);

    /// The gateway's newest bundle, if it has this trust, is issued by the present CA and lasts long enough;
    /// else a new one, from when it is in the store. Of several that ask at once one makes it. Bundles that
    /// have expired are removed; those that have not stay. No bundle outlives its CA, and one that ends with
    /// it lasts long enough.
    /// The store and the issuer must outlive the operation.
    /// @param trust the LNS's CA in DER; empty: the issuer's own certificate
    /// @return otherwise bad_file for a bundle that is garbled or another gateway's (it is not passed over,
    /// for somebody has been at the store) or for a CA that has expired, or the store's error
    net::awaitable<Result<protocol::CredentialSet>> credentials(Store& store, protocol::Eui64 router,
                                                                Bytes trust);

private:
    struct Wish;
    using Found = std::optional<protocol::CredentialSet>;

    net::awaitable<Result<void>> look(Wish& wish);
    net::awaitable<Result<Found>> find(Wish& wish);
    net::awaitable<Result<Found>> load(const Wish& wish, std::string name, TimePoint expiry);
    net::awaitable<Result<protocol::CredentialSet>> find_or_make(Wish wish);
    net::awaitable<Result<void>> make(Wish& wish);
    net::awaitable<void> remove(Store& store, std::string name);
    Result<Bytes> bundle_for(const Wish& wish, TimePoint expiry) const;
    TimePoint last_expiry(TimePoint now) const;
    TimePoint least_expiry(TimePoint now) const;
    void leave(protocol::Eui64 router);

    IssuerOptions options_;
    Log& log_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlives it by contract
    std::set<std::uint64_t> busy_;    ///< EUIs of gateways somebody is making a bundle for
    std::optional<net::Event> left_;  ///< one of them is no longer
};

}  // namespace cupspec::server
