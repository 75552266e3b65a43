#include "server/gateway_credentials.hpp"

#include "server/bundle_name.hpp"
#include "server/credential_bundle.hpp"
#include "server/credential_issuer.hpp"

namespace cupspec::server {
namespace {

constexpr const char* kLnsTrust = "tc.ca";

/// Station takes a DER length to be one byte or 0x82 and two bytes (protocol.md CS-16).
bool is_der_a_station_misreads(const Bytes& der) {
    return der.size() > 1 && der[0] == 0x30 && (der[1] & 0x80U) != 0 && der[1] != 0x82;
}

void warn_of_misreading(Loading& loading, const std::string& where, const Bytes& der) {
    if (!is_der_a_station_misreads(der)) return;
    loading.loaded.warnings.push_back(where +
                                      ": Basics Station misreads the length of this DER element and ignores "
                                      "the credentials (an EC key in PKCS#8? SEC1 works)");
}

Bytes der_of(Loading& loading, const Found& file) {
    if (file.bytes.empty() || loading.error) return {};
    auto der = protocol::first_pem_block(file.bytes);
    if (!der) {
        loading.fail(Error{der.error().code, file.where, der.error().detail});
        return {};
    }
    warn_of_misreading(loading, file.where, *der);
    return std::move(*der);
}

/// A token file's text without the line ends at its end.
std::string_view token_text(const Bytes& key) {
    std::string_view text = as_text(key);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

Bytes key_of(Loading& loading, const Found& file) {
    if (!is_token(file.bytes)) return der_of(loading, file);
    const std::string_view text = token_text(file.bytes);
    return text.empty() ? Bytes{} : to_bytes(std::string{text} + "\r\n");
}

/// A credential set's places.
struct CredentialNames {
    std::vector<std::string> trust;
    std::string stem;  ///< "cups-router-"
};

net::awaitable<std::optional<protocol::CredentialSet>> load_credentials(Loading& loading, Store* store,
                                                                        CredentialNames names) {
    const Found trust = co_await first_of(loading, store, names.trust);
    loading.trust_where = trust.where;
    const Found certificate = co_await first_of(loading, store, loading.names(names.stem, ".crt"));
    const Found key = co_await first_of(loading, store, loading.names(names.stem, ".key"));
    std::optional<protocol::CredentialSet> set;
    if (trust.bytes.empty() && certificate.bytes.empty() && key.bytes.empty()) co_return set;
    set.emplace();
    set->trust = der_of(loading, trust);
    set->certificate = der_of(loading, certificate);
    set->key = key_of(loading, key);
    if (set->trust.empty()) {
        loading.loaded.warnings.push_back(store->where(names.trust.front()) +
                                          ": missing; a gateway ignores credentials without a CA");
    }
    co_return set;
}

/// True for more than a trust, which many gateways may share.
bool has_own(const std::optional<protocol::CredentialSet>& set) {
    return set && !(set->certificate.empty() && set->key.empty());
}

/// In place of a trust alone, where there is a shared bundle. `found` is the caller's frame.
net::awaitable<void> load_shared(Loading& loading, Store* store,
                                 std::optional<protocol::CredentialSet>& found) {
    if (loading.error) co_return;
    loading.note(*store, std::string{kSharedBundle});
    auto shared = co_await load_bundle(*store, std::string{kSharedBundle});
    if (!shared) {
        loading.fail(shared.error());
    } else if (*shared) {
        found = std::move(*shared);
        warn_of_misreading(loading, store->where(std::string{kSharedBundle}), found->key);
    }
}

}  // namespace

bool is_token(const Bytes& key) {
    return !key.empty() && key.front() != 0x30 && !protocol::looks_like_pem(key);
}

net::awaitable<Found> first_of(Loading& loading, Store* store, std::vector<std::string> names) {
    for (const std::string& name : names) {
        if (loading.error) break;
        loading.note(*store, name);
        auto bytes = co_await store->get(name);
        if (!bytes) {
            loading.fail(bytes.error());
        } else if (*bytes) {
            Found found{store->where(name), std::move(**bytes)};
            co_return found;
        }
    }
    Found nothing;
    co_return nothing;
}

net::awaitable<void> load_cups_credentials(Loading& loading, GatewayStores stores) {
    const GatewayRecord& record = loading.loaded.state.record;
    std::unique_ptr<Store> sibling;
    if (record.cups_id) sibling = stores.cups->sibling(*record.cups_id);
    Store* store = sibling ? sibling.get() : stores.cups;
    const bool has_name = !sibling && !stores.identity.empty();
    const std::string name = has_name ? stores.identity : store->name();
    CredentialNames names;
    names.stem = "cups-router-";
    names.trust = {"cups.ca", name + ".trust"};
    auto found = co_await load_credentials(loading, store, std::move(names));
    if (!has_own(found)) {
        co_await load_shared(loading, store, found);
    }
    if (!found && sibling)
        loading.loaded.warnings.push_back(store->where("cups.ca") + ": no credentials where cupsId points");
    loading.loaded.state.cups_cred = std::move(found);
}

net::awaitable<void> load_tc_credentials(Loading& loading, GatewayStores stores, protocol::Eui64 router) {
    CredentialNames names;
    names.stem = "tc-router-";
    names.trust = loading.names("tc-router-", ".trust");
    names.trust.insert(names.trust.begin(), kLnsTrust);
    auto found = co_await load_credentials(loading, stores.tc, std::move(names));
    const bool has_own_trust = found && loading.trust_where != stores.tc->where(kLnsTrust);
    if (stores.issuer != nullptr && !has_own(found) && !has_own_trust && !loading.error) {
        loading.loaded.is_from_files = false;  // what it issues ends with time
        Bytes trust = found ? std::move(found->trust) : Bytes{};
        auto issued = co_await stores.issuer->credentials(*stores.tc, router, std::move(trust));
        if (!issued) loading.fail(issued.error());
        if (issued) found = std::move(*issued);
    }
    loading.loaded.state.tc_cred = std::move(found);
}

}  // namespace cupspec::server
