#include "server/gateway_files.hpp"

#include "protocol/crc32.hpp"
#include "server/dialect_rules.hpp"
#include "server/errc.hpp"
#include "server/gateway_credentials.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace cupspec::server {
namespace {

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

/// Only for the holders of the key it is signed with.
bool may_have_firmware(Loading& loading, const protocol::UpdateInfo& request, const DialectTraits& dialect) {
    if (dialect.no_signing_key == 0) return true;  // without a signature, then
    const auto& roll_out = loading.loaded.state.record.roll_out;
    const auto& keys = request.keys;
    if (!roll_out || std::find(keys.begin(), keys.end(), roll_out->key_crc) != keys.end()) return true;
    loading.fail(Error{Errc::key_mismatch, protocol::to_id6(request.router),
                       "firmware " + loading.loaded.state.record.version.value_or("") +
                           " is signed by the key " + std::to_string(roll_out->key_crc) +
                           ", which the request does not report"});
    return false;
}

net::awaitable<void> load_roll_out(Loading& loading, GatewayStores stores, SeenObject object) {
    SignatureMemory none;
    SignatureMemory& memory = stores.signatures != nullptr ? *stores.signatures : none;
    const RollOut& roll_out = *loading.loaded.state.record.roll_out;
    auto signature = co_await verified_signature(*stores.cups, memory, roll_out, std::move(object));
    if (signature) {
        loading.loaded.state.signatures.push_back(std::move(*signature));
    } else {
        loading.fail(signature.error());
    }
}

net::awaitable<void> load_firmware(Loading& loading, GatewayStores stores) {
    loading.loaded.is_from_files = false;  // the store is asked for more than single files
    Store* store = stores.cups;
    Firmware firmware;
    firmware.version = *loading.loaded.state.record.version;
    const auto& roll_out = loading.loaded.state.record.roll_out;
    firmware.object = roll_out && roll_out->object ? *roll_out->object : firmware.version + ".bin";
    const std::string where = store->where(firmware.object);
    const auto stamp = co_await store->stamp(firmware.object);
    if (!stamp) {
        loading.fail(stamp.error());
        co_return;
    }
    const Stamp seen = stamp->value_or(Stamp{});
    if (!*stamp) loading.fail(Error{Errc::missing_file, where, "the gateway's record names this version"});
    if (seen.bytes == 0) loading.fail(Error{Errc::bad_file, where, "is empty"});
    firmware.bytes = seen.bytes;
    firmware.content = seen.version;
    if (loading.error) co_return;
    if (roll_out) {
        SeenObject object{firmware.object, seen};
        co_await load_roll_out(loading, stores, std::move(object));
    } else {
        co_await load_signatures(loading, store, firmware.object);
    }
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
    limit(loading.loaded.state.record, stores.dialect, request);
    if (!loading.error && loading.loaded.state.record.cups_uri) {
        co_await load_cups_credentials(loading, stores);
    }
    if (!loading.error && loading.loaded.state.record.tc_uri) {
        co_await load_tc_credentials(loading, stores, request.router);
    }
    const bool is_wanted = !loading.error && wants_firmware(request, loading.loaded.state.record);
    if (is_wanted && may_have_firmware(loading, request, stores.dialect)) {
        co_await load_firmware(loading, stores);
    }
    if (loading.error) co_return *loading.error;
    co_return std::move(loading.loaded);
}

}  // namespace cupspec::server
