#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

awaitable<IoResult> read_one(Stream& stream) {
    std::array<std::uint8_t, 16> block{};
    const IoResult got = co_await stream.read_some(block);
    co_return got;
}

awaitable<IoResult> read_until(Stream& stream, std::chrono::milliseconds limit) {
    stream.expires_after(limit);
    const IoResult got = co_await read_one(stream);
    co_return got;
}

awaitable<std::string> echo_once(Stream& from, Stream& to, std::string text) {
    co_await write_text(from, text);
    std::string got = co_await read_exactly(to, text.size());
    co_return got;
}

awaitable<void> drop(std::unique_ptr<Stream> stream) {
    stream->abort();
    co_return;
}

awaitable<error_code> close_it(Stream& stream) {
    const error_code error = co_await stream.close();
    co_return error;
}

awaitable<IoResult> write_and_read_both(asio::io_context& context, Stream& a, Stream& b, std::size_t size) {
    Beside<std::string> reading{context, read_exactly(b, size)};
    const IoResult sent = co_await write_text(a, std::string(size, 'x'));
    const std::string got = co_await reading.join();
    co_return IoResult{sent.error, got.size()};
}

/// A read and a write overlap on the same stream, in both directions at once.
awaitable<std::size_t> cross(asio::io_context& context, Stream& a, Stream& b, std::size_t size) {
    Beside<std::string> at_b{context, read_exactly(b, size)};
    Beside<std::string> at_a{context, read_exactly(a, size)};
    Beside<IoResult> from_b{context, write_text(b, std::string(size, 'b'))};
    co_await write_text(a, std::string(size, 'a'));
    const std::string one = co_await at_a.join();
    const std::string two = co_await at_b.join();
    co_await from_b.join();
    co_return one.size() + two.size();
}

std::optional<TlsContext> server_of(bool tls) {
    if (!tls) return std::nullopt;
    return context_of(server_options());
}

std::optional<TlsContext> client_of(bool tls) {
    if (!tls) return std::nullopt;
    return context_of(client_options());
}

/// TLS 1.2, where the session's ticket is part of the handshake. In 1.3 it follows: a client that leaves it
/// unread sends an RST in place of a FIN.
std::optional<TlsContext> station_of(bool tls) {
    if (!tls) return std::nullopt;
    ClientTlsOptions options = client_options();
    options.max = TlsVersion::tls1_2;
    return context_of(options);
}

}  // namespace

TEST_CASE("Stream carries bytes both ways") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    Pair pair = make_pair(context, server_of(tls), client_of(tls));
    REQUIRE(pair.server);
    CHECK(run(context, echo_once(*pair.client, *pair.server, "up")) == "up");
    CHECK(run(context, echo_once(*pair.server, *pair.client, "down")) == "down");
    CHECK(pair.server->peer().rfind("127.0.0.1:", 0) == 0);
}

TEST_CASE("Stream carries more than any buffer holds") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    Pair pair = make_pair(context, server_of(tls), client_of(tls));
    constexpr std::size_t kSize = 8'000'001;
    const IoResult result = run(context, write_and_read_both(context, *pair.client, *pair.server, kSize));
    CHECK_FALSE(result.error);
    CHECK(result.bytes == kSize);
    CHECK(run(context, cross(context, *pair.client, *pair.server, 3'000'000)) == 6'000'000);
}

TEST_CASE("Stream reports eof for an orderly close") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    Pair pair = make_pair(context, server_of(tls), client_of(tls));
    CHECK_FALSE(run(context, close_it(*pair.client)));
    CHECK(run(context, read_one(*pair.server)).error == asio::error::eof);
    // The half that is still open goes on.
    CHECK(run(context, echo_once(*pair.server, *pair.client, "late")) == "late");
}

TEST_CASE("Stream reports eof for a bare FIN") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    Pair pair = make_pair(context, server_of(tls), station_of(tls));
    pair.client->abort();
    CHECK(run(context, read_one(*pair.server)).error == asio::error::eof);
    CHECK(run(context, read_one(*pair.client)).error == asio::error::operation_aborted);
}

TEST_CASE("Stream destroyed is a bare FIN") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    Pair pair = make_pair(context, server_of(tls), station_of(tls));
    pair.client.reset();
    CHECK(run(context, read_one(*pair.server)).error == asio::error::eof);
}

TEST_CASE("Stream reports a reset") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    Pair pair = make_pair(context, server_of(tls), client_of(tls));
    pair.client->reset();
    CHECK(run(context, read_one(*pair.server)).error == asio::error::connection_reset);
}

TEST_CASE("Stream times out at its deadline, at once after it, and not any more with a new one") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    Pair pair = make_pair(context, server_of(tls), client_of(tls));
    CHECK(run(context, read_until(*pair.server, std::chrono::milliseconds{1})).error ==
          asio::error::timed_out);
    CHECK(run(context, read_one(*pair.server)).error == asio::error::timed_out);
    CHECK(run(context, write_text(*pair.server, "x")).error == asio::error::timed_out);
    pair.server->expires_after(std::chrono::hours{1});
    CHECK(run(context, echo_once(*pair.client, *pair.server, "again")) == "again");
}

TEST_CASE("Stream takes an earlier deadline than the one before") {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    pair.server->expires_after(std::chrono::hours{1});
    CHECK(run(context, read_until(*pair.server, std::chrono::milliseconds{1})).error ==
          asio::error::timed_out);
}

TEST_CASE("Stream may go while its deadline is pending or just passed") {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    pair.server->expires_at(std::chrono::steady_clock::now());
    pair.client->expires_after(std::chrono::hours{1});
    pair = Pair{};
    context.restart();
    context.run();  // returns: nothing is left to wait for
    CHECK(context.stopped());
}

TEST_CASE("connect reports a refused port with its address") {
    asio::io_context context;
    std::uint16_t port = 0;
    {
        Pair pair = make_pair(context, {}, {});
        const std::string peer = pair.client->peer();
        port = static_cast<std::uint16_t>(std::stoi(peer.substr(peer.find(':') + 1)));
    }
    auto result =
        run(context, net::connect("127.0.0.1", std::to_string(port), std::nullopt, std::chrono::seconds{20}));
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == asio::error::connection_refused);
    CHECK(result.error().where == "127.0.0.1:" + std::to_string(port));
}

TEST_CASE("connect knows localhost, and tries both of its addresses") {
    const std::string host = GENERATE("127.0.0.1", "::1", "localhost");
    asio::io_context context;
    const auto nothing = [](std::unique_ptr<Stream> stream) { return drop(std::move(stream)); };
    const auto loop = AcceptLoop::open(context.get_executor(), host, 0, {}, nothing, {}, {});
    if (!loop) return;  // a system without IPv6
    const auto port = std::to_string((*loop)->port());
    const auto stream = run(context, net::connect("localhost", port, std::nullopt, std::chrono::seconds{20}));
    CHECK(stream.has_value());
    run(context, (*loop)->stop());
}

TEST_CASE("connect looks names up") {
    asio::io_context context;
    auto result =
        run(context, net::connect("localhost", "no-such-service", std::nullopt, std::chrono::seconds{20}));
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().where == "localhost:no-such-service");
}
