#pragma once

#include "net/event.hpp"
#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"

#include <memory>
#include <string>

namespace cupspec::net {

/// The client's side after the upgrade, frame by frame what Station does. Made by `websocket_connect`.
/// Source: Station 2.0.6, protocol.md §9.3.
class ClientWebSocket final : public WebSocket {
public:
    /// @param behind what was read beyond the answer to the upgrade
    /// @param buffer_bytes the longest frame, see FrameReader
    ClientWebSocket(std::unique_ptr<Stream> stream, ByteView behind, std::size_t buffer_bytes);

    /// Pings are answered, pongs and what has no name is ignored, the peer's close is echoed and the
    /// connection ended, as it is after an error. @return otherwise the stream's error or bad_frame
    awaitable<Result<WebSocketMessage>> read() override;
    /// At most kLongestFrame bytes; otherwise asio::error::message_size.
    awaitable<error_code> write_text(std::string text) override;
    awaitable<error_code> ping() override;
    /// Sends a close frame, waits for the peer's or for the end of the connection, and ends it.
    /// @return late_message when a text came in between; otherwise why there was no close frame
    awaitable<error_code> close(std::uint16_t code) override;
    void abort() noexcept override { stream_->abort(); }
    Stream& stream() override { return *stream_; }

private:
    awaitable<Result<Frame>> next_frame();
    awaitable<Result<WebSocketMessage>> on_close(std::string payload);
    /// One frame at a time: a pong must not fall into somebody else's text.
    awaitable<error_code> send(std::string frame);

    std::unique_ptr<Stream> stream_;
    FrameReader frames_;
    Event sent_;
    bool sending_ = false;
};

}  // namespace cupspec::net
