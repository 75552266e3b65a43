#include "server/gateway_notes.hpp"

#include "base/hex.hpp"

#include <string>

namespace cupspec::server {
namespace {

std::string named(protocol::Eui64 router, const std::string& suffix) {
    return "cups-router-" + protocol::to_hex16(router) + suffix;
}

std::string served(const ServedSet& set) {
    const bool is_cups = set.kind == protocol::Segment::cups_cred;
    return named(set.router, (is_cups ? ".served-cups-" : ".served-tc-") + to_hex8(set.crc));
}

}  // namespace

net::awaitable<Result<void>> register_gateway(Store& store, protocol::Eui64 router) {
    const auto made = co_await store.create(named(router, ".cfg"), to_bytes("{}\n"));
    if (!made) co_return made.error();
    co_return Result<void>{};
}

net::awaitable<Result<bool>> note_served(Store& store, ServedSet set) {
    Bytes nothing;
    return store.create(served(set), std::move(nothing));
}

net::awaitable<Result<void>> forget_served(Store& store, ServedSet set) { return store.remove(served(set)); }

}  // namespace cupspec::server
