#include "server/credential_issuer.hpp"

#include "pki/certificate.hpp"
#include "server/bundle_name.hpp"
#include "server/credential_bundle.hpp"
#include "server/errc.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace cupspec::server {
namespace {

using std::chrono::seconds;

constexpr std::string_view kIssuerSpeaker = "CUP";

/// Bundles of one gateway and day, each a second shorter than the one before: another CA or another trust
/// needs another name.
constexpr unsigned kMostNames = 16;

/// Certificates are valid before they are made, for verifiers whose clocks lag.
constexpr std::chrono::hours kEarlier{1};

}  // namespace

/// What is asked for, and what the store was found to hold.
struct CredentialIssuer::Wish {
    Wish(Store& place, protocol::Eui64 gateway, Bytes der)
        : store{&place}, router{gateway}, trust{std::move(der)} {}

    Store* store;
    protocol::Eui64 router;
    Bytes trust;
    std::map<std::string, TimePoint> held;  ///< bundles by name
    std::string made;                       ///< where our own bundle is; empty: none is made yet
};

CredentialIssuer::CredentialIssuer(IssuerOptions options, Log& log)
    : options_{std::move(options)}, log_{log} {}

/// What a bundle made now is valid to: the same for all servers on one day.
TimePoint CredentialIssuer::last_expiry(TimePoint now) const {
    const TimePoint wanted = std::chrono::ceil<std::chrono::days>(now + options_.valid);
    return std::min(wanted, options_.authority.not_after);
}

/// What a bundle must be valid to if it is to be served.
TimePoint CredentialIssuer::least_expiry(TimePoint now) const {
    return std::min<TimePoint>(now + options_.min_valid, last_expiry(now) - seconds{kMostNames});
}

net::awaitable<void> CredentialIssuer::remove(Store& store, std::string name) {
    const std::string where = store.where(name);
    const auto removed = co_await store.remove(std::move(name));
    if (removed) {
        log_.write(LogLevel::info, kIssuerSpeaker, where + ": removed, it has expired");
    } else {
        log_.write(LogLevel::warning, kIssuerSpeaker, "not removed: " + describe(removed.error()));
    }
}

/// The bundle, if it serves this wish.
net::awaitable<Result<CredentialIssuer::Found>> CredentialIssuer::load(const Wish& wish, std::string name,
                                                                       TimePoint expiry) {
    const std::string where = wish.store->where(name);
    auto bundle = co_await load_bundle(*wish.store, std::move(name));
    if (!bundle || !*bundle) co_return bundle;
    const protocol::CredentialSet& set = **bundle;
    const auto facts = pki::inspect_certificate(set.certificate);
    if (!facts) co_return Error{Errc::bad_file, where, "the bundle has no certificate"};
    if (facts->common_name != protocol::to_hex16(wish.router))
        co_return Error{Errc::bad_file, where, "its certificate is that of " + facts->common_name};
    if (facts->not_after != expiry)
        co_return Error{Errc::bad_file, where, "its certificate does not expire when its name says"};
    const auto issued = pki::verify_certificate(set.certificate, options_.authority.certificate,
                                                options_.clock(), pki::Purpose::client);
    if (!issued || set.trust != wish.trust) bundle->reset();
    co_return bundle;
}

/// Notes which bundles there are, and clears what has expired. `wish` is the caller's frame.
net::awaitable<Result<void>> CredentialIssuer::look(Wish& wish) {
    const auto names = co_await wish.store->list(bundle_prefix(wish.router));
    if (!names) co_return names.error();
    const TimePoint now = options_.clock();
    for (const std::string& name : *names) {
        const auto parsed = parse_bundle_name(name, wish.router);
        if (parsed && parsed->expiry < now) {
            co_await remove(*wish.store, name);
        } else if (parsed && parsed->is_whole) {
            wish.held.emplace(name, parsed->expiry);
        }
    }
    co_return Result<void>{};
}

/// Looks through the store, newest first. `wish` is the caller's frame.
net::awaitable<Result<CredentialIssuer::Found>> CredentialIssuer::find(Wish& wish) {
    const auto looked = co_await look(wish);
    if (!looked) co_return looked.error();
    const TimePoint least = least_expiry(options_.clock());
    for (auto held = wish.held.rbegin(); held != wish.held.rend() && held->second >= least; ++held) {
        auto found = co_await load(wish, held->first, held->second);
        if (!found || *found) co_return found;
    }
    Found none;
    co_return none;
}

Result<Bytes> CredentialIssuer::bundle_for(const Wish& wish, TimePoint expiry) const {
    const auto key = pki::PrivateKey::generate(pki::KeyKind::p256);
    if (!key) return key.error();
    pki::CertificateSpec spec;
    spec.kind = pki::CertificateKind::client;
    spec.common_name = protocol::to_hex16(wish.router);
    spec.not_before = options_.clock() - kEarlier;
    spec.not_after = expiry;
    const pki::Issuer issuer{options_.authority.certificate, &options_.authority.key};
    auto certificate = pki::make_certificate(spec, *key, &issuer, options_.random);
    if (!certificate) return certificate.error();
    auto der = key->der(pki::KeyForm::sec1);  // Station misreads a PKCS#8 EC key (protocol.md CS-16)
    if (!der) return der.error();
    return protocol::join({wish.trust, std::move(*certificate), std::move(*der)});
}

/// Puts a bundle under the first free name, unless another server is first; either way the name is held then.
net::awaitable<Result<void>> CredentialIssuer::make(Wish& wish) {
    if (!wish.made.empty()) {
        co_return Error{Errc::store_unavailable, wish.made, "was written, and is not found again"};
    }
    const TimePoint now = options_.clock();
    if (now >= options_.authority.not_after) {
        co_return Error{Errc::bad_file, options_.authority.where,
                        "the CA has expired; gateways get no credentials of it"};
    }
    TimePoint expiry = std::chrono::floor<seconds>(last_expiry(now));
    std::string name = bundle_name(wish.router, expiry);
    for (unsigned n = 1; n < kMostNames && wish.held.contains(name); ++n) {
        expiry -= seconds{1};
        name = bundle_name(wish.router, expiry);
    }
    if (wish.held.contains(name)) {
        co_return Error{Errc::exists, wish.store->where(name),
                        "and so do all other names of this day, with another CA or trust"};
    }
    auto bundle = bundle_for(wish, expiry);
    if (!bundle) co_return bundle.error();
    const auto made = co_await wish.store->create(name, std::move(*bundle));
    if (!made) co_return made.error();
    if (*made) {
        wish.made = wish.store->where(name);
        log_.write(LogLevel::info, kIssuerSpeaker, wish.made + ": credentials made");
    }
    wish.held.emplace(std::move(name), expiry);
    co_return Result<void>{};
}

/// What was made is looked for again: what the store holds then is what every server serves.
net::awaitable<Result<protocol::CredentialSet>> CredentialIssuer::find_or_make(Wish wish) {
    for (;;) {
        auto found = co_await find(wish);
        if (!found) co_return found.error();
        if (*found) co_return std::move(**found);
        const auto made = co_await make(wish);  // fails when it runs out of names
        if (!made) co_return made.error();
    }
}

void CredentialIssuer::leave(protocol::Eui64 router) {
    busy_.erase(router.value);
    left_->notify();
}

net::awaitable<Result<protocol::CredentialSet>> CredentialIssuer::credentials(Store& store,
                                                                              protocol::Eui64 router,
                                                                              Bytes trust) {
    if (trust.empty()) trust = options_.authority.certificate;
    Wish wish{store, router, std::move(trust)};
    auto found = co_await find(wish);
    if (!found) co_return found.error();
    if (*found) co_return std::move(**found);
    if (!left_) {
        const net::asio::any_io_executor executor = co_await net::asio::this_coro::executor;
        left_.emplace(executor);
    }
    while (!busy_.insert(router.value).second) {
        co_await left_->wait();
    }
    std::optional<Result<protocol::CredentialSet>> made;
    try {
        made = co_await find_or_make(wish);
    } catch (...) {  // cancelled: whoever waits goes on
        leave(router);
        throw;
    }
    leave(router);
    co_return std::move(*made);
}

}  // namespace cupspec::server
