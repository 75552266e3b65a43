#include "scenarios/http_call.hpp"

#include "net/connect.hpp"
#include "net/errc.hpp"

#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

namespace cupspec::scenarios {
namespace {

constexpr std::size_t kMostBodyBytes = std::size_t{1} << 20U;

/// "HTTP/1.1 404 Not Found" to 404.
unsigned status_of(std::string_view head) {
    constexpr std::size_t kDigits = 3;
    const auto blank = head.find(' ');
    if (!head.starts_with("HTTP/") || blank == std::string_view::npos) return 0;
    const std::string digits{head.substr(blank + 1, kDigits)};
    unsigned status = 0;
    // NOLINTNEXTLINE(*-pointer-arithmetic): from_chars' interface
    std::from_chars(digits.data(), digits.data() + digits.size(), status);
    return status;
}

/// Everything until the peer closes, the time is up or there is too much.
net::awaitable<std::string> read_rest(net::Stream& stream) {
    constexpr std::size_t kBlock = 4096;
    std::array<std::uint8_t, kBlock> block{};
    std::string text;
    while (text.size() < kMostBodyBytes) {
        const std::span<std::uint8_t> space{block};
        const auto got = co_await stream.read_some(space);
        if (got.error) break;
        text += as_text(ByteView{block}.first(got.bytes));
    }
    co_return text;
}

void take_apart(std::string_view answer, protocol::Exchange& exchange) {
    const auto end = answer.find("\r\n\r\n");
    if (end == std::string_view::npos) return;
    exchange.response_head = answer.substr(0, end + 4);
    exchange.response_body = to_bytes(answer.substr(end + 4));
    exchange.status = status_of(exchange.response_head);
}

}  // namespace

net::awaitable<Result<protocol::Exchange>> call(HttpCall request) {
    std::optional<net::TlsContext> tls;
    if (request.server.tls) {
        auto context = net::TlsContext::client(request.tls);
        if (!context) co_return context.error();
        tls = std::move(*context);
    }
    auto host = request.server.host;
    auto port = request.server.port;
    auto connected = co_await net::connect(std::move(host), std::move(port), std::move(tls), request.limit);
    if (!connected) co_return connected.error();
    const std::unique_ptr<net::Stream> stream = std::move(*connected);
    protocol::Exchange exchange;
    exchange.started = wall_clock();
    exchange.peer = stream->peer();
    stream->expires_after(request.limit);
    const error_code handshake = co_await stream->handshake();
    exchange.tls = stream->tls();
    if (handshake) co_return Error{net::Errc::tls_failed, exchange.peer, exchange.tls.failure};
    exchange.request_head = request.head;
    exchange.request_body = to_bytes(request.body);
    const std::string message = request.head + request.body;
    // An error is no reason to stop: a server that refuses the body has answered by then.
    static_cast<void>(co_await stream->write(as_bytes(message)));
    const std::string answer = co_await read_rest(*stream);
    take_apart(answer, exchange);
    stream->abort();
    exchange.took = wall_clock() - exchange.started;
    co_return exchange;
}

}  // namespace cupspec::scenarios
