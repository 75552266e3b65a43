#pragma once

#include "protocol/eui64.hpp"
#include "server/store.hpp"

#include <cstdint>

namespace cupspec::server {

/// What a server writes down about its gateways, in the store of their records, which several servers and
/// threads may share. The store must outlive every operation.

/// Writes the record of a new gateway: `cups-router-ID.cfg`, ID as 16 hex digits, for which nothing is
/// wanted. One that is there already stays. @return otherwise the store's error
net::awaitable<Result<void>> register_gateway(Store& store, protocol::Eui64 router);

/// Notes that the credentials with this CRC are being served: `cups-router-ID.served-CRC`, empty. Whoever
/// removes it allows them once more.
/// @return false when they had been served before; otherwise the store's error
net::awaitable<Result<bool>> note_served(Store& store, protocol::Eui64 router, std::uint32_t crc);

/// They were not served after all. @return otherwise the store's error
net::awaitable<Result<void>> forget_served(Store& store, protocol::Eui64 router, std::uint32_t crc);

}  // namespace cupspec::server
