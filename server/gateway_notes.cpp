#include "server/gateway_notes.hpp"

#include "base/hex.hpp"

#include <string>

namespace cupspec::server {
namespace {

std::string named(protocol::Eui64 router, const std::string& suffix) {
    return "cups-router-" + protocol::to_hex16(router) + suffix;
}

std::string served(protocol::Eui64 router, std::uint32_t crc) {
    return named(router, ".served-" + to_hex8(crc));
}

}  // namespace

net::awaitable<Result<void>> register_gateway(Store& store, protocol::Eui64 router) {
    const auto made = co_await store.create(named(router, ".cfg"), to_bytes("{}\n"));
    if (!made) co_return made.error();
    co_return Result<void>{};
}

net::awaitable<Result<bool>> note_served(Store& store, protocol::Eui64 router, std::uint32_t crc) {
    Bytes nothing;
    return store.create(served(router, crc), std::move(nothing));
}

net::awaitable<Result<void>> forget_served(Store& store, protocol::Eui64 router, std::uint32_t crc) {
    return store.remove(served(router, crc));
}

}  // namespace cupspec::server
