// The client's side of a WebSocket, upgrade and first message, cut in two at every byte and cut off at every
// byte.

#include "net/stream_decorator.hpp"
#include "net/websocket.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <span>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

constexpr std::size_t kCutLimit = 4096;

/// What is read stops once after `at` bytes: for a moment, so that two reads see them, or for good.
class CutStream final : public StreamDecorator {
public:
    CutStream(std::unique_ptr<Stream> inner, std::size_t at, bool for_good)
        : StreamDecorator{std::move(inner)}, at_{at}, for_good_{for_good} {}

    awaitable<IoResult> read_some(std::span<std::uint8_t> buffer) override {
        if (for_good_ && read_ == at_) co_return IoResult{asio::error::eof, 0};
        if (read_ < at_) buffer = buffer.first(std::min(buffer.size(), at_ - read_));
        const auto got = co_await under().read_some(buffer);
        read_ += got.bytes;
        co_return got;
    }

private:
    std::size_t at_;
    bool for_good_;
    std::size_t read_ = 0;
};

/// Upgrades, sends "configuration" and waits for the client to go.
awaitable<bool> serve(std::unique_ptr<Stream> stream) {
    stream->expires_after(std::chrono::seconds{20});
    const HttpLimits limits;
    auto request = co_await read_request(*stream, limits);
    stream->expires_after(std::chrono::seconds{20});
    auto accepting = websocket_accept(std::move(stream), std::move(request.value()), kCutLimit);
    auto accepted = co_await std::move(accepting);
    auto socket = std::move(accepted.value());
    const error_code sent = co_await socket->write_text("configuration");
    auto end = co_await socket->read();
    co_return !sent && end.has_error();
}

/// How far the client came.
struct Seen {
    bool upgraded = false;
    bool read = false;
    std::string text;
};

awaitable<Seen> look(std::unique_ptr<Stream> stream) {
    stream->expires_after(std::chrono::seconds{20});
    std::string head =
        "GET /router-info HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "Sec-WebSocket-Key: bpse8nVmEl6ZlX4lSb6RMw==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    auto connecting = websocket_connect(std::move(stream), std::move(head), kCutLimit);
    auto connected = co_await std::move(connecting);
    Seen seen;
    if (!connected) co_return seen;
    seen.upgraded = connected->status == 101;
    auto message = co_await connected->socket->read();
    seen.read = message.has_value();
    if (message) seen.text = message->payload;
    connected->socket->abort();
    co_return seen;
}

Seen client_sees(std::size_t at, bool for_good) {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    Beside<bool> serving{context, serve(std::move(pair.server))};
    auto cut = std::make_unique<CutStream>(std::move(pair.client), at, for_good);
    Seen seen = run(context, look(std::move(cut)));
    run(context, serving.join());
    return seen;
}

// A server's frame of a text below 126 bytes has a head of two (RFC 6455 §5.2).
constexpr std::size_t kFrameBytes = 2 + std::string_view{"configuration"}.size();

}  // namespace

TEST_CASE("WebSocket client understands upgrade and message cut in two at any byte") {
    std::size_t at = 1;
    for (; client_sees(at, true).text != "configuration"; ++at) {
        CAPTURE(at);
        REQUIRE(at < 1000);
        CHECK(client_sees(at, false).text == "configuration");
    }
    CHECK(at > kFrameBytes);
}

TEST_CASE("WebSocket client takes nothing from an upgrade or a message that is cut off") {
    std::size_t head = 0;
    while (!client_sees(head, true).upgraded) {
        REQUIRE(head < 1000);
        ++head;
    }
    CHECK(head > std::string_view{"HTTP/1.1 101 \r\n\r\n"}.size());
    for (std::size_t of_frame = 0; of_frame < kFrameBytes; ++of_frame) {
        CAPTURE(of_frame);
        const Seen seen = client_sees(head + of_frame, true);
        CHECK(seen.upgraded);
        CHECK_FALSE(seen.read);
    }
    CHECK(client_sees(head + kFrameBytes, true).text == "configuration");
}
