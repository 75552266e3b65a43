// The client's side against bytes a server may send.

#include "net/errc.hpp"
#include "net/websocket.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;
using namespace std::string_literals;

namespace {

constexpr std::size_t kClientLimit = 4096;
const std::string kClose1000 = "\x88\x82\0\0\0\0\x03\xe8"s;

void limit_client(Stream& stream) { stream.expires_after(std::chrono::seconds{20}); }

awaitable<Result<UpgradeResult>> open(std::unique_ptr<Stream> stream) {
    limit_client(*stream);
    std::string head = "GET / HTTP/1.1\r\n\r\n";
    auto connecting = websocket_connect(std::move(stream), std::move(head), kClientLimit);
    auto connected = co_await std::move(connecting);
    co_return connected;
}

/// An upgraded client and the bare connection at the server's end.
struct Ends {
    std::unique_ptr<WebSocket> client;
    std::unique_ptr<Stream> server;
};

awaitable<std::unique_ptr<WebSocket>> upgrade_client(asio::io_context& context, Pair& pair) {
    limit_client(*pair.server);
    Beside<Result<UpgradeResult>> opening{context, open(std::move(pair.client))};
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos) request += co_await read_exactly(*pair.server, 1);
    co_await write_text(*pair.server, "HTTP/1.1 101 \r\n\r\n");
    auto opened = co_await opening.join();
    co_return std::move(opened.value().socket);
}

Ends make_ends(asio::io_context& context) {
    Pair pair = make_pair(context, {}, {});
    auto client = run(context, upgrade_client(context, pair));
    return {std::move(client), std::move(pair.server)};
}

void serve(asio::io_context& context, Ends& ends, const std::string& bytes) {
    run(context, write_text(*ends.server, bytes));
}

/// What the client sent until it ended the connection.
std::string sent_by_client(asio::io_context& context, Ends& ends) {
    return run(context, read_all(*ends.server));
}

}  // namespace

TEST_CASE("WebSocket client masks what it sends with Station's constant") {
    asio::io_context context;
    Ends ends = make_ends(context);
    CHECK_FALSE(run(context, ends.client->write_text("{\"a\"}")));
    CHECK(run(context, read_exactly(*ends.server, 11)) == "\x81\x85\x01\x01\x01\x01z#`#|");
    CHECK(run(context, ends.client->write_text(std::string(65536, 'x'))) == asio::error::message_size);
}

TEST_CASE("WebSocket client answers pings, overlooks pongs and frames of no kind it knows") {
    asio::io_context context;
    Ends ends = make_ends(context);
    serve(context, ends, "\x8a\x02no\x89\x02hi\x80\x02lo\x83\0"s + "\x82\x01" + "b\x81\x02to");
    const auto binary = run(context, ends.client->read());
    CHECK(binary.value().kind == WebSocketMessage::Kind::binary);
    CHECK(run(context, ends.client->read()).value().payload == "to");
    CHECK(run(context, read_exactly(*ends.server, 8)) == "\x8a\x82\x01\x01\x01\x01ih");
}

TEST_CASE("WebSocket client drops the connection at a frame Station does not take") {
    const auto bytes = GENERATE("\x01\x03Hel\x80\x02lo"s, "\x81\x85\0\0\0\0Hello"s,
                                "\x81\x7f\0\0\0\0\0\0\0\x05Hello"s, "\x91\x05Hello"s, "\x81\x7e\x0f\xfc"s);
    asio::io_context context;
    Ends ends = make_ends(context);
    serve(context, ends, bytes);
    CHECK(run(context, ends.client->read()).error().code == Errc::bad_frame);
    CHECK(sent_by_client(context, ends).empty());
}

TEST_CASE("WebSocket client echoes the server's close code and ends the connection") {
    const auto [bytes, code, echo] = GENERATE(
        table<std::string, int, std::string>({{"\x88\x02\x03\xe9"s, 1001, "\x88\x82\0\0\0\0\x03\xe9"s},
                                              {"\x88\x05\x10\xe1why"s, 4321, "\x88\x82\0\0\0\0\x10\xe1"s},
                                              {"\x88\0"s, 0, kClose1000}}));
    asio::io_context context;
    Ends ends = make_ends(context);
    serve(context, ends, bytes);
    const auto closed = run(context, ends.client->read()).value();
    CHECK(closed.kind == WebSocketMessage::Kind::close);
    CHECK(closed.close_code == code);
    CHECK(sent_by_client(context, ends) == echo);
}

TEST_CASE("WebSocket client waits with its close for the server's, or for the connection's end") {
    const bool frame = GENERATE(true, false);
    asio::io_context context;
    Ends ends = make_ends(context);
    Beside<error_code> closing{context, ends.client->close(1000)};
    CHECK(run(context, read_exactly(*ends.server, 8)) == kClose1000);
    if (frame) {
        serve(context, ends, "\x89\x02hi\x82\x01z\x88\x02\x03\xe8");
    } else {
        ends.server->abort();
    }
    CHECK(run(context, closing.join()) == (frame ? error_code{} : error_code{asio::error::eof}));
    // Neither a pong nor an echo follows a close.
    if (frame) CHECK(sent_by_client(context, ends).empty());
}

TEST_CASE("WebSocket client tells a text that comes after its close, whatever ends the connection") {
    const auto end = GENERATE("\x88\x02\x03\xe8"s, "\x81\x85"s);
    asio::io_context context;
    Ends ends = make_ends(context);
    serve(context, ends, "\x81\x02hi" + end);
    CHECK(run(context, ends.client->close(1000)) == Errc::late_message);
}

TEST_CASE("WebSocket client's close ends with the deadline") {
    asio::io_context context;
    Ends ends = make_ends(context);
    ends.client->stream().expires_at(std::chrono::steady_clock::now());
    CHECK(run(context, ends.client->close(1000)) == asio::error::timed_out);
}
