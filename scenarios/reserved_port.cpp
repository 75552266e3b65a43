#include "scenarios/reserved_port.hpp"

#include <string>
#include <utility>

namespace cupspec::scenarios {

Result<ReservedPort> ReservedPort::make(const net::asio::any_io_executor& executor, std::uint16_t port) {
    using net::asio::ip::tcp;
    const tcp::endpoint endpoint{net::asio::ip::address_v4::loopback(), port};
    tcp::acceptor socket{executor};
    error_code error;
    socket.open(endpoint.protocol(), error);
    if (!error) socket.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) socket.bind(endpoint, error);
    if (error) return Error{error, "127.0.0.1:" + std::to_string(port), {}};
    return ReservedPort{std::move(socket)};
}

}  // namespace cupspec::scenarios
