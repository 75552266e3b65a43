#pragma once

#include "net/websocket.hpp"
#include "net/websocket_adapter.hpp"

#include <boost/beast/websocket/stream.hpp>

#include <memory>

namespace cupspec::net {

/// The server's side: Beast's WebSocket over our Stream. Spread over two files, messages and the handshake,
/// because each of Beast's operations costs seconds to compile. Included by these two only.
class BeastWebSocket final : public WebSocket {
public:
    BeastWebSocket(std::unique_ptr<Stream> stream, Bytes excess, std::size_t message_limit);

    awaitable<Result<WebSocketMessage>> read() override;
    awaitable<error_code> write_text(std::string text) override;
    awaitable<error_code> ping() override;
    awaitable<error_code> close(std::uint16_t code) override;
    void abort() noexcept override { socket_.next_layer().stream().abort(); }
    Stream& stream() override { return socket_.next_layer().stream(); }

    awaitable<error_code> answer_hands(HttpRequest request);

    /// `where` = the peer
    Error failure(const error_code& error) { return Error{error, stream().peer(), {}}; }

private:
    /// Without permessage-deflate, which Station does not speak.
    boost::beast::websocket::stream<StreamAdapter, false> socket_;
};

}  // namespace cupspec::net
