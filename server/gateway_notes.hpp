#pragma once

#include "protocol/eui64.hpp"
#include "protocol/response.hpp"
#include "server/store.hpp"

#include <cstdint>

namespace cupspec::server {

/// What a server writes down about its gateways, in the store of their records, which several servers and
/// threads may share. The store must outlive every operation.

/// Writes the record of a new gateway: `cups-router-ID.cfg`, ID as 16 hex digits, for which nothing is
/// wanted. One that is there already stays. @return otherwise the store's error
net::awaitable<Result<void>> register_gateway(Store& store, protocol::Eui64 router);

/// Credentials of one gateway. One set may serve it at both servers, and is served once for each.
struct ServedSet {
    protocol::Eui64 router;
    protocol::Segment kind = protocol::Segment::tc_cred;  ///< cups_cred or tc_cred
    std::uint32_t crc = 0;                                ///< over the blob
};

/// Notes that these credentials are being served: `cups-router-ID.served-cups-CRC` or `.served-tc-CRC`,
/// empty. Whoever removes it allows them once more.
/// @return false when they had been served before; otherwise the store's error
net::awaitable<Result<bool>> note_served(Store& store, ServedSet set);

/// They were not served after all. @return otherwise the store's error
net::awaitable<Result<void>> forget_served(Store& store, ServedSet set);

}  // namespace cupspec::server
