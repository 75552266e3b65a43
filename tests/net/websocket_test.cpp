#include "net/websocket.hpp"

#include "net/errc.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

constexpr std::size_t kLimit = 4096;

// As Station sends it, with its constant key.
constexpr const char* kUpgrade =
    "GET /router-info HTTP/1.1\r\nHost: localhost:6090\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    "Sec-WebSocket-Key: bpse8nVmEl6ZlX4lSb6RMw==\r\nSec-WebSocket-Version: 13\r\n";

/// Both ends, and the upgrade request as the server read it.
struct Sockets {
    std::unique_ptr<WebSocket> client;
    std::unique_ptr<WebSocket> server;
    HttpRequest request;
};

/// @param deadline of everything that happens on either stream
void limit(Stream& stream) { stream.expires_after(std::chrono::seconds{20}); }

awaitable<Result<std::unique_ptr<WebSocket>>> serve_upgrade(std::unique_ptr<Stream> stream,
                                                            HttpRequest& seen) {
    limit(*stream);
    const HttpLimits limits;
    auto request = co_await read_request(*stream, limits);
    if (!request) co_return request.error();
    seen = *request;
    limit(*stream);
    auto accepting = websocket_accept(std::move(stream), std::move(*request), kLimit);
    auto accepted = co_await std::move(accepting);
    co_return accepted;
}

awaitable<Sockets> upgrade(asio::io_context& context, Pair& pair) {
    Sockets sockets;
    Beside<Result<std::unique_ptr<WebSocket>>> serving{
        context, serve_upgrade(std::move(pair.server), sockets.request)};
    std::string head = std::string{kUpgrade} + "Authorization: Bearer abc\r\n\r\n";
    limit(*pair.client);
    auto connecting = websocket_connect(std::move(pair.client), std::move(head), kLimit);
    auto connected = co_await std::move(connecting);
    sockets.client = std::move(connected.value().socket);
    auto accepted = co_await serving.join();
    sockets.server = std::move(accepted.value());
    co_return sockets;
}

Sockets make_sockets(asio::io_context& context, bool tls) {
    Pair pair = tls ? make_pair(context, context_of(server_options()), context_of(client_options()))
                    : make_pair(context, {}, {});
    return run(context, upgrade(context, pair));
}

awaitable<WebSocketMessage> read(WebSocket& socket) {
    auto message = co_await socket.read();
    co_return std::move(message).value();
}

awaitable<Result<WebSocketMessage>> send(WebSocket& from, WebSocket& to, std::string text) {
    const error_code error = co_await from.write_text(std::move(text));
    if (error) throw std::runtime_error{error.message()};
    auto message = co_await to.read();
    co_return message;
}

/// The server reads all the while, so it sees the close and answers pings.
awaitable<WebSocketMessage> close_from(asio::io_context& context, WebSocket& closing, WebSocket& other) {
    Beside<WebSocketMessage> reading{context, read(other)};
    const error_code error = co_await closing.close(1001);
    if (error) throw std::runtime_error{error.message()};
    auto message = co_await reading.join();
    co_return message;
}

awaitable<std::string> ping_then_text(asio::io_context& context, WebSocket& a, WebSocket& b) {
    Beside<WebSocketMessage> at_a{context, read(a)};
    Beside<WebSocketMessage> at_b{context, read(b)};
    co_await a.ping();
    co_await a.ping();
    co_await a.write_text("to b");
    const auto got_b = co_await at_b.join();
    co_await b.write_text("to a");
    const auto got_a = co_await at_a.join();
    co_return got_a.payload + ", " + got_b.payload;
}

awaitable<Result<WebSocketMessage>> read_to_the_end(WebSocket& socket) {
    auto message = co_await socket.read();
    co_return message;
}

awaitable<std::string> raw_pong(asio::io_context& context, WebSocket& server, Stream& client) {
    // RFC 6455 §5.5.2: a ping "hi", masked with zeros, is answered by a pong with the same payload.
    Beside<Result<WebSocketMessage>> reading{context, read_to_the_end(server)};
    co_await write_text(client, std::string{"\x89\x82\0\0\0\0hi", 8});
    std::string pong = co_await read_exactly(client, 4);
    client.abort();
    const auto end = co_await reading.join();
    co_return pong + (end.has_value() ? "?" : "");
}

awaitable<std::unique_ptr<WebSocket>> upgrade_raw(asio::io_context& context, Pair& pair,
                                                  std::string& answer) {
    HttpRequest seen;
    Beside<Result<std::unique_ptr<WebSocket>>> serving{context, serve_upgrade(std::move(pair.server), seen)};
    auto head = std::string{kUpgrade} + "\r\n\x81\x82";
    co_await write_text(*pair.client, std::move(head));
    while (answer.find("\r\n\r\n") == std::string::npos) answer += co_await read_exactly(*pair.client, 1);
    auto accepted = co_await serving.join();
    co_return std::move(accepted.value());
}

awaitable<std::string> finish_frame(Stream& client, WebSocket& server) {
    co_await write_text(client, std::string{"\0\0\0\0hi", 6});
    const auto message = co_await read(server);
    co_return message.payload;
}

awaitable<error_code> refuse_upgrade(std::unique_ptr<Stream> stream, std::string answer) {
    limit(*stream);
    const HttpLimits limits;
    auto request = co_await read_request(*stream, limits);
    co_await write_text(*stream, std::move(answer));
    const error_code error = co_await stream->close();
    co_await read_all(*stream);
    co_return error;
}

awaitable<Result<UpgradeResult>> ask(std::unique_ptr<Stream> stream) {
    limit(*stream);
    auto head = std::string{kUpgrade} + "\r\n";
    auto connecting = websocket_connect(std::move(stream), std::move(head), kLimit);
    auto connected = co_await std::move(connecting);
    co_return connected;
}

Result<UpgradeResult> refused_with(const std::string& answer) {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    Beside<error_code> serving{context, refuse_upgrade(std::move(pair.server), answer)};
    auto result = run(context, ask(std::move(pair.client)));
    run(context, serving.join());
    return result;
}

}  // namespace

TEST_CASE("WebSocket carries text both ways") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    const Sockets sockets = make_sockets(context, tls);
    const auto up = run(context, send(*sockets.client, *sockets.server, "{\"router\":\"a\"}"));
    REQUIRE(up.has_value());
    CHECK(up->kind == WebSocketMessage::Kind::text);
    CHECK(up->payload == "{\"router\":\"a\"}");
    const auto down = run(context, send(*sockets.server, *sockets.client, std::string(4000, 'd')));
    REQUIRE(down.has_value());
    CHECK(down->payload == std::string(4000, 'd'));
}

TEST_CASE("WebSocket client sends its request as it is") {
    asio::io_context context;
    const Sockets sockets = make_sockets(context, false);
    CHECK(sockets.request.head == std::string{kUpgrade} + "Authorization: Bearer abc\r\n\r\n");
}

TEST_CASE("WebSocket client asks for nothing but 101, and takes what came with it") {
    const std::string rest = GENERATE("", "Sec-WebSocket-Accept: wrong\r\n", "Upgrade: h2c\r\n");
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    Beside<error_code> serving{
        context, refuse_upgrade(std::move(pair.server),
                                "HTTP/1.1 101 Yes\r\n" + rest + "\r\n" + std::string{"\x81\x02hi"})};
    auto result = run(context, ask(std::move(pair.client)));
    REQUIRE(result.has_value());
    REQUIRE(result->socket);
    CHECK(run(context, read(*result->socket)).payload == "hi");
    result->socket.reset();
    run(context, serving.join());
}

TEST_CASE("WebSocket refuses a message beyond its limit") {
    asio::io_context context;
    const Sockets sockets = make_sockets(context, false);
    const auto got = run(context, send(*sockets.client, *sockets.server, std::string(kLimit + 1, 'x')));
    CHECK_FALSE(got.has_value());
}

TEST_CASE("WebSocket close carries its code, from either side") {
    const bool tls = GENERATE(false, true);
    const bool from_client = GENERATE(false, true);
    asio::io_context context;
    const Sockets sockets = make_sockets(context, tls);
    WebSocket& closing = from_client ? *sockets.client : *sockets.server;
    WebSocket& other = from_client ? *sockets.server : *sockets.client;
    const WebSocketMessage message = run(context, close_from(context, closing, other));
    CHECK(message.kind == WebSocketMessage::Kind::close);
    CHECK(message.close_code == 1001);
}

TEST_CASE("WebSocket reads, writes and pings at the same time") {
    const bool tls = GENERATE(false, true);
    asio::io_context context;
    const Sockets sockets = make_sockets(context, tls);
    CHECK(run(context, ping_then_text(context, *sockets.client, *sockets.server)) == "to a, to b");
}

TEST_CASE("WebSocket server answers Station's upgrade, pings, and takes what came with the upgrade") {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    std::string answer;
    const auto server = run(context, upgrade_raw(context, pair, answer));
    CHECK(answer.rfind("HTTP/1.1 101 Switching Protocols\r\n", 0) == 0);
    // base64(SHA-1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")), RFC 6455 §4.2.2
    CHECK(answer.find("Sec-WebSocket-Accept: SbMU0fxpAshBk4AeqnJgtXX4CeQ=\r\n") != std::string::npos);
    CHECK(run(context, finish_frame(*pair.client, *server)) == "hi");
    CHECK(run(context, raw_pong(context, *server, *pair.client)) == std::string{"\x8a\x02hi"});
}

TEST_CASE("WebSocket client keeps the status of a refusal") {
    const auto forbidden = refused_with("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    REQUIRE(forbidden.has_value());
    CHECK(forbidden->status == 403);
    CHECK_FALSE(forbidden->socket);
    const auto cut_short = refused_with("HTTP/1.1 503 Busy\r\nContent-Length: 200\r\n\r\nno");
    REQUIRE(cut_short.has_value());
    CHECK(cut_short->status == 503);
    CHECK_FALSE(refused_with("").has_value());
    CHECK_FALSE(refused_with("HTTP/1.1 ").has_value());
    CHECK(refused_with("SSH-2.0-x\r\n\r\n").error().code == Errc::no_upgrade);
    CHECK(refused_with(std::string(kLimit, 'x')).error().code == Errc::no_upgrade);
}
