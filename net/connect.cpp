#include "net/connect.hpp"

#include "net/errors_as_values.hpp"
#include "net/event.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect_pipe.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/writable_pipe.hpp>

#include <charconv>
#include <csignal>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace cupspec::net {
namespace {

using asio::ip::tcp;
using Endpoints = std::vector<tcp::endpoint>;
using Deadline = std::chrono::steady_clock::time_point;

/// A look-up on its way. It cannot be interrupted, and neither whoever asked nor the end of the process waits
/// for it: it has a thread that nobody joins and that touches nothing but this object. Its byte in the pipe
/// says that the rest is there to read.
struct Errand {
    Errand(std::string host_name, std::string port_text)
        : host{std::move(host_name)}, port{std::move(port_text)} {}

    std::string host;
    std::string port;
    asio::io_context own;  ///< the thread's
    asio::writable_pipe done{own};
    error_code error = asio::error::timed_out;
    Endpoints found;
};

void carry_out(const std::shared_ptr<Errand>& errand) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);  // also the SIGPIPE of a pipe nobody reads any more
    const auto results = tcp::resolver{errand->own}.resolve(errand->host, errand->port, errand->error);
    for (const auto& entry : results) errand->found.push_back(entry.endpoint());
    error_code ignored;
    errand->done.write_some(asio::buffer("!", 1), ignored);
}

error_code send_out(const std::shared_ptr<Errand>& errand) {
    try {
        std::thread{carry_out, errand}.detach();
    } catch (const std::system_error&) {
        return asio::error::no_memory;  // no more threads
    }
    return {};
}

/// The asker's end of the pipe; its pending read may outlive the asker.
struct Reply {
    explicit Reply(const asio::any_io_executor& executor) : pipe{executor}, came{executor} {}
    asio::readable_pipe pipe;
    Event came;
    char byte = 0;
    bool there = false;
};

awaitable<Result<Endpoints>> resolve(std::string host, std::string port, Deadline deadline) {
    const std::string where = host + ":" + port;
    const auto errand = std::make_shared<Errand>(std::move(host), std::move(port));
    const auto reply = std::make_shared<Reply>(co_await asio::this_coro::executor);
    error_code error;
    asio::connect_pipe(reply->pipe, errand->done, error);
    if (!error) error = send_out(errand);
    if (error) co_return Error{error, where, {}};
    reply->pipe.async_read_some(asio::buffer(&reply->byte, 1), [reply](const error_code&, std::size_t) {
        reply->there = true;
        reply->came.notify();
    });
    while (!reply->there && std::chrono::steady_clock::now() < deadline) {
        co_await reply->came.wait(deadline);
    }
    if (!reply->there) {
        reply->pipe.cancel(error);
        co_return Error{asio::error::timed_out, where, {}};
    }
    if (errand->error) co_return Error{errand->error, where, {}};
    co_return std::move(errand->found);
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
