#include "net/errors_as_values.hpp"
#include "net/websocket_beast.hpp"

#include <boost/beast/websocket/rfc6455.hpp>

#include <utility>

namespace cupspec::net {

namespace http = boost::beast::http;

awaitable<error_code> BeastWebSocket::answer_hands(HttpRequest request) {
    http::request<http::empty_body> upgrade;
    upgrade.version(11);
    upgrade.method_string(request.method);
    upgrade.target(request.target);
    for (const Header& header : request.headers) upgrade.insert(header.name, header.value);
    const auto [ec] = co_await socket_.async_accept(upgrade, kErrors);
    co_return ec;
}

awaitable<Result<std::unique_ptr<WebSocket>>> websocket_accept(std::unique_ptr<Stream> stream,
                                                               HttpRequest request,
                                                               std::size_t message_limit) {
    Bytes excess = std::move(request.excess);
    auto socket = std::make_unique<BeastWebSocket>(std::move(stream), std::move(excess), message_limit);
    auto shaking = socket->answer_hands(std::move(request));
    const error_code error = co_await std::move(shaking);
    if (error) co_return socket->failure(error);
    std::unique_ptr<WebSocket> result = std::move(socket);
    co_return result;
}

}  // namespace cupspec::net
