#pragma once

#include "base/log.hpp"
#include "net/http_client.hpp"
#include "net/relay.hpp"
#include "server/cups_server.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace cupspec::server {

/// The server a proxy stands in front of.
struct ProxyTarget {
    net::HttpPlace place;
    std::string url;                            ///< for messages: "https://cups.example.org:443"
    std::chrono::milliseconds connect{10'000};  ///< for its TCP connection and its TLS handshake, each
    net::RelayLimits relay;
};

/// Stands between gateways and another CUPS server: each connection gets one of its own there, and the bytes
/// inside the TLS of both cross unchanged, as they come, in constant memory. So requests keep the Host and
/// the token the gateway sent, and answers their odd heads, cuts and ends. A gateway whose server cannot be
/// reached gets a 502 that says why.
/// @param options of them only where to listen, the identity and who may come, limits, counters, `tap` and
/// `on_failed_handshake` count. @param log must outlive it
/// @return as CupsServer::start
Result<std::unique_ptr<CupsServer>> start_proxy(const net::asio::any_io_executor& executor,
                                                CupsOptions options, ProxyTarget target, Log& log);

}  // namespace cupspec::server
