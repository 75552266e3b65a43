#include "net/errors_as_values.hpp"
#include "net/websocket_beast.hpp"

#include <boost/beast/websocket/rfc6455.hpp>

#include <utility>

namespace cupspec::net {

namespace websocket = boost::beast::websocket;
namespace http = boost::beast::http;

awaitable<Result<unsigned>> BeastWebSocket::shake_hands(std::string host, std::string target,
                                                        std::vector<Header> extra) {
    socket_.set_option(
        websocket::stream_base::decorator{[extra = std::move(extra)](websocket::request_type& head) {
            for (const Header& header : extra) head.insert(header.name, header.value);
        }});
    websocket::response_type answer;
    const auto [ec] = co_await socket_.async_handshake(answer, host, target, kErrors);
    if (!ec) co_return 101U;
    const unsigned status = socket_.next_layer().first_status();
    if (status != 0 && status != 101) co_return status;
    co_return failure(ec);
}

awaitable<error_code> BeastWebSocket::answer_hands(HttpRequest request) {
    http::request<http::empty_body> upgrade;
    upgrade.version(11);
    upgrade.method_string(request.method);
    upgrade.target(request.target);
    for (const Header& header : request.headers) upgrade.insert(header.name, header.value);
    const auto [ec] = co_await socket_.async_accept(upgrade, kErrors);
    co_return ec;
}

awaitable<Result<UpgradeResult>> websocket_connect(std::unique_ptr<Stream> stream, std::string host,
                                                   std::string target, std::vector<Header> extra,
                                                   std::size_t message_limit) {
    auto socket = std::make_unique<BeastWebSocket>(std::move(stream), Bytes{}, message_limit);
    auto shaking = socket->shake_hands(std::move(host), std::move(target), std::move(extra));
    const auto status = co_await std::move(shaking);
    if (!status) co_return status.error();
    UpgradeResult result;
    result.status = *status;
    if (result.status == 101) result.socket = std::move(socket);
    co_return result;
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
