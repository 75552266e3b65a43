#pragma once

#include "base/result.hpp"
#include "net/stream.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>

namespace cupspec::scenarios {

/// The port of a server that is down: connections are refused, nobody else gets it, and whoever opens it for
/// listening with SO_REUSEADDR can have it at once.
class ReservedPort {
public:
    /// On 127.0.0.1. @return otherwise the socket's error
    static Result<ReservedPort> make(const net::asio::any_io_executor& executor, std::uint16_t port);

private:
    explicit ReservedPort(net::asio::ip::tcp::acceptor socket) : socket_{std::move(socket)} {}

    net::asio::ip::tcp::acceptor socket_;  ///< bound, never listening
};

}  // namespace cupspec::scenarios
