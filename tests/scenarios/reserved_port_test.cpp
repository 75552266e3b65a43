#include "scenarios/reserved_port.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace cupspec::scenarios {
namespace {

using net::asio::ip::tcp;

/// A free port, and what holds it.
struct Reserved {
    std::uint16_t port = 0;
    std::optional<ReservedPort> held;
};

/// Opened for listening once, so that the system has chosen it, and then reserved.
Reserved reserve(net::asio::io_context& context) {
    tcp::acceptor server{context, tcp::endpoint{net::asio::ip::address_v4::loopback(), 0}};
    const std::uint16_t port = server.local_endpoint().port();
    server.close();
    auto held = ReservedPort::make(context.get_executor(), port);
    REQUIRE(held.has_value());
    return {port, std::move(*held)};
}

TEST_CASE("A reserved port refuses connections") {
    net::asio::io_context context;
    const Reserved reserved = reserve(context);
    tcp::socket client{context};
    error_code error;
    client.connect({net::asio::ip::address_v4::loopback(), reserved.port}, error);
    CHECK(error == net::asio::error::connection_refused);
}

TEST_CASE("A reserved port is not for others, but for whoever reuses it") {
    net::asio::io_context context;
    const Reserved reserved = reserve(context);
    const tcp::endpoint endpoint{net::asio::ip::address_v4::loopback(), reserved.port};
    error_code error;
    tcp::socket other{context, tcp::v4()};
    other.bind(endpoint, error);
    CHECK(error == net::asio::error::address_in_use);
    tcp::acceptor server{context, tcp::v4()};
    server.set_option(tcp::acceptor::reuse_address{true});
    server.bind(endpoint, error);
    CHECK_FALSE(error);
    server.listen(tcp::acceptor::max_listen_connections, error);
    CHECK_FALSE(error);
    tcp::socket client{context};
    client.connect(endpoint, error);
    CHECK_FALSE(error);
}

}  // namespace
}  // namespace cupspec::scenarios
