#include "net/websocket.hpp"

#include "net/errors_as_values.hpp"
#include "net/websocket_beast.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <utility>

namespace cupspec::net {

namespace websocket = boost::beast::websocket;

BeastWebSocket::BeastWebSocket(std::unique_ptr<Stream> stream, Bytes excess, std::size_t message_limit)
    : socket_{std::move(stream), std::move(excess)} {
    socket_.read_message_max(message_limit);
    socket_.auto_fragment(false);
}

awaitable<Result<WebSocketMessage>> BeastWebSocket::read() {
    boost::beast::flat_buffer buffer;
    const auto [ec, size] = co_await socket_.async_read(buffer, kErrors);
    WebSocketMessage message;
    if (ec == websocket::error::closed) {
        const auto& reason = socket_.reason();
        message.kind = WebSocketMessage::Kind::close;
        message.close_code = reason.code;
        message.payload.assign(reason.reason.data(), reason.reason.size());
        co_return message;
    }
    if (ec) co_return failure(ec);
    message.kind = socket_.got_text() ? WebSocketMessage::Kind::text : WebSocketMessage::Kind::binary;
    const auto bytes = buffer.cdata();
    message.payload.assign(static_cast<const char*>(bytes.data()), bytes.size());
    co_return message;
}

awaitable<error_code> BeastWebSocket::write_text(std::string text) {
    socket_.text(true);
    const auto source = boost::asio::buffer(text);
    const auto [ec, size] = co_await socket_.async_write(source, kErrors);
    co_return ec;
}

awaitable<error_code> BeastWebSocket::ping() {
    const websocket::ping_data empty;
    const auto [ec] = co_await socket_.async_ping(empty, kErrors);
    co_return ec;
}

awaitable<error_code> BeastWebSocket::close(std::uint16_t code) {
    const websocket::close_reason reason{code};
    const auto [ec] = co_await socket_.async_close(reason, kErrors);
    co_return ec;
}

}  // namespace cupspec::net
