#include "net/connect.hpp"

#include "net/errors_as_values.hpp"
#include "net/event.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include <charconv>
#include <utility>
#include <vector>

namespace cupspec::net {
namespace {

using asio::ip::tcp;
using Endpoints = std::vector<tcp::endpoint>;
using Deadline = std::chrono::steady_clock::time_point;

/// A look-up cannot be interrupted; whoever asked may have gone when its answer comes, so both share this.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor) : resolver{executor}, done{executor} {}
    tcp::resolver resolver;
    Event done;
    bool ended = false;
    error_code error = asio::error::timed_out;
    Endpoints found;
};

awaitable<Result<Endpoints>> resolve(std::string host, std::string port, Deadline deadline) {
    const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    lookup->resolver.async_resolve(
        host, port, [lookup](const error_code& error, const tcp::resolver::results_type& results) {
            lookup->error = error;
            for (const auto& entry : results) {
                lookup->found.push_back(entry.endpoint());
            }
            lookup->ended = true;
            lookup->done.notify();
        });
    while (!lookup->ended && std::chrono::steady_clock::now() < deadline) {
        co_await lookup->done.wait(deadline);
    }
    if (lookup->error) co_return Error{lookup->error, host + ":" + port, {}};
    co_return std::move(lookup->found);
}

/// Without a look-up: an address, or the name that is loopback by definition (RFC 6761 §6.3), which a bare
/// system without /etc/hosts does not know.
std::vector<asio::ip::address> addresses(const std::string& host) {
    if (host == "localhost") return {asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return {};
    return {address};
}

/// Where it is when no look-up is needed: the port has to be a number, too.
Endpoints literal(const std::string& host, const std::string& port) {
    std::uint16_t number = 0;
    const char* const end =
        port.data() + port.size();  // NOLINT(*-pointer-arithmetic): from_chars wants an end
    const auto [rest, failed] = std::from_chars(port.data(), end, number);
    if (failed != std::errc{} || rest != end) return {};
    Endpoints endpoints;
    for (const auto& address : addresses(host)) endpoints.emplace_back(address, number);
    return endpoints;
}

awaitable<error_code> connect_one(TcpSocket& socket, tcp::endpoint endpoint) {
    error_code ignored;  // the first try finds it closed
    socket.socket().close(ignored);
    const auto [ec] = co_await socket.socket().async_connect(endpoint, kErrors);
    co_return socket.judge(ec);
}

/// "[::1]" is how an IPv6 address stands in a URI.
std::string without_brackets(std::string host) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
    return host;
}

}  // namespace

awaitable<Result<std::unique_ptr<Stream>>> connect(std::string host, std::string port,
                                                   std::optional<TlsContext> tls,
                                                   std::chrono::milliseconds limit) {
    const Deadline deadline = std::chrono::steady_clock::now() + limit;
    host = without_brackets(std::move(host));
    const std::string where = host + ":" + port;
    Endpoints endpoints = literal(host, port);
    if (endpoints.empty()) {
        auto resolved = co_await resolve(host, port, deadline);
        if (!resolved) co_return resolved.error();
        endpoints = std::move(*resolved);
    }

    auto socket = std::make_shared<TcpSocket>(tcp::socket{co_await asio::this_coro::executor});
    socket->expires_at(deadline);
    error_code error = asio::error::host_not_found;
    for (const tcp::endpoint& endpoint : endpoints) {
        error = co_await connect_one(*socket, endpoint);
        if (!error || error == asio::error::timed_out) break;
    }
    if (error) co_return Error{error, where, {}};
    socket->expires_at(Deadline::max());
    std::unique_ptr<Stream> stream = std::make_unique<TcpStream>(std::move(socket));
    if (tls) stream = std::make_unique<TlsStream>(std::move(stream), *tls);
    co_return stream;
}

}  // namespace cupspec::net
