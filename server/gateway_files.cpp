#include "server/gateway_files.hpp"

#include "protocol/crc32.hpp"
#include "server/errc.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace cupspec::server {
namespace {

/// An object and where it lay; empty bytes: there is none, or it is empty, which means the same to a gateway.
struct Found {
    std::string where;
    Bytes bytes;
};

/// One load in progress: the first failure sticks, and every later step does nothing.
struct Loading {
    std::vector<std::string> ids;
    LoadedState loaded;
    std::optional<Error> error;

    /// "cups-router-" and ".crt" to the names under which the object may lie, strongest first.
    std::vector<std::string> names(const std::string& prefix, const std::string& suffix) const {
        std::vector<std::string> all;
        for (const std::string& id : ids) all.push_back(std::string{prefix}.append(id).append(suffix));
        return all;
    }

    void fail(Error why) {
        if (!error) error = std::move(why);
    }
};

/// The first of the names that is there. Borrows both for the call.
net::awaitable<Found> first_of(Loading& loading, Store* store, std::vector<std::string> names) {
    for (const std::string& name : names) {
        if (loading.error) break;
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

/// Station takes a DER length to be one byte or 0x82 and two bytes (protocol.md CS-16).
bool is_der_a_station_misreads(const Bytes& der) {
    return der.size() > 1 && der[0] == 0x30 && (der[1] & 0x80U) != 0 && der[1] != 0x82;
}

Bytes der_of(Loading& loading, const Found& file) {
    if (file.bytes.empty() || loading.error) return {};
    auto der = protocol::first_pem_block(file.bytes);
    if (!der) {
        loading.fail(Error{der.error().code, file.where, der.error().detail});
        return {};
    }
    if (is_der_a_station_misreads(*der)) {
        loading.loaded.warnings.push_back(
            file.where +
            ": Basics Station misreads the length of this DER element and ignores "
            "the credentials (an EC key in PKCS#8? SEC1 works)");
    }
    return std::move(*der);
}

bool is_token(const Bytes& key) {
    return !key.empty() && key.front() != 0x30 && !protocol::looks_like_pem(key);
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

/// The lines that are not empty, without their line ends.
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

/// A credential set's places.
struct CredentialNames {
    std::vector<std::string> trust;
    std::string stem;  ///< "cups-router-"
};

net::awaitable<std::optional<protocol::CredentialSet>> load_credentials(Loading& loading, Store* store,
                                                                        CredentialNames names) {
    const Found trust = co_await first_of(loading, store, names.trust);
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

/// "sig-3.key" to 3.
std::optional<unsigned> key_number(std::string_view name) {
    constexpr std::string_view kPrefix = "sig-";
    constexpr std::string_view kSuffix = ".key";
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
    name.remove_prefix(kPrefix.size());
    name.remove_suffix(std::min(kSuffix.size(), name.size()));
    unsigned number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
    return number;
}

net::awaitable<void> load_signatures(Loading& loading, Store* store, std::string object) {
    const auto names = co_await store->list("sig-");
    if (!names) {
        loading.fail(names.error());
        co_return;
    }
    std::map<unsigned, std::string> keys;
    for (const std::string& name : *names)
        if (const auto number = key_number(name)) keys[*number] = name;
    for (const auto& [number, name] : keys) {
        std::vector<std::string> key_name{name};
        const Found key = co_await first_of(loading, store, std::move(key_name));
        std::vector<std::string> signature_name{object + ".sig-" + std::to_string(number)};
        Found signature = co_await first_of(loading, store, std::move(signature_name));
        if (key.bytes.empty() || signature.bytes.empty()) continue;
        protocol::Signature held{protocol::crc32(key.bytes), std::move(signature.bytes)};
        loading.loaded.state.signatures.push_back(std::move(held));
    }
}

net::awaitable<void> load_firmware(Loading& loading, Store* store) {
    Firmware firmware;
    firmware.version = *loading.loaded.state.record.version;
    firmware.object = firmware.version + ".bin";
    const std::string where = store->where(firmware.object);
    const auto size = co_await store->stat(firmware.object);
    if (!size) {
        loading.fail(size.error());
        co_return;
    }
    if (!*size) loading.fail(Error{Errc::missing_file, where, "the gateway's record names this version"});
    if (*size == std::uint64_t{0}) loading.fail(Error{Errc::bad_file, where, "is empty"});
    firmware.bytes = size->value_or(0);
    co_await load_signatures(loading, store, firmware.object);
    loading.loaded.state.firmware = std::move(firmware);
}

net::awaitable<void> load_record(Loading& loading, Store* store, protocol::Eui64 router) {
    const Found file = co_await first_of(loading, store, loading.names("cups-router-", ".cfg"));
    if (loading.error) co_return;
    if (file.where.empty()) {
        loading.fail(Error{Errc::unknown_router, protocol::to_id6(router),
                           "no " + store->where("cups-router-" + loading.ids.back() + ".cfg")});
        co_return;
    }
    auto parsed = parse_record(to_text(file.bytes), file.where);
    if (!parsed) {
        loading.fail(parsed.error());
        co_return;
    }
    loading.loaded.state.record = std::move(parsed->record);
    loading.loaded.warnings = std::move(parsed->warnings);
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
    if (!found && sibling)
        loading.loaded.warnings.push_back(store->where("cups.ca") + ": no credentials where cupsId points");
    loading.loaded.state.cups_cred = std::move(found);
}

net::awaitable<void> load_tc_credentials(Loading& loading, Store* store) {
    CredentialNames names;
    names.stem = "tc-router-";
    names.trust = loading.names("tc-router-", ".trust");
    names.trust.insert(names.trust.begin(), "tc.ca");
    loading.loaded.state.tc_cred = co_await load_credentials(loading, store, std::move(names));
}

}  // namespace

std::vector<std::string> file_ids(protocol::Eui64 router) {
    std::string lower = protocol::to_hex16(router);
    std::string upper = lower;
    for (char& c : upper)
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    std::string decimal = std::to_string(router.value);
    std::vector<std::string> ids{lower};
    if (upper != lower) ids.push_back(std::move(upper));
    if (decimal.size() != lower.size()) ids.push_back(std::move(decimal));
    return ids;
}

net::awaitable<Result<LoadedState>> load_state(GatewayStores stores, protocol::UpdateInfo request) {
    Loading loading;
    loading.ids = file_ids(request.router);
    co_await load_record(loading, stores.cups, request.router);
    if (!loading.error && loading.loaded.state.record.cups_uri) {
        co_await load_cups_credentials(loading, stores);
    }
    if (!loading.error && loading.loaded.state.record.tc_uri) {
        co_await load_tc_credentials(loading, stores.tc);
    }
    if (!loading.error && wants_firmware(request, loading.loaded.state.record)) {
        co_await load_firmware(loading, stores.cups);
    }
    if (loading.error) co_return *loading.error;
    co_return std::move(loading.loaded);
}

net::awaitable<Result<std::vector<std::string>>> load_tokens(Store& store, protocol::Eui64 router) {
    constexpr std::string_view kHeader = "Authorization: ";
    Loading loading;
    loading.ids = file_ids(router);
    const Found key = co_await first_of(loading, &store, loading.names("cups-router-", ".key"));
    const Found list = co_await first_of(loading, &store, loading.names("cups-router-", ".token"));
    if (loading.error) co_return *loading.error;
    std::vector<std::string> tokens = lines_of(as_text(list.bytes));
    if (is_token(key.bytes)) {
        for (const std::string& line : lines_of(as_text(key.bytes)))
            if (line.starts_with(kHeader)) tokens.push_back(line.substr(kHeader.size()));
    }
    co_return tokens;
}

}  // namespace cupspec::server
