#pragma once

#include "base/result.hpp"
#include "net/http.hpp"
#include "net/stream.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cupspec::net {

/// What arrived: one whole message or the peer's close.
struct WebSocketMessage {
    enum class Kind { text, binary, close } kind = Kind::text;
    std::string payload;  ///< of a message; the reason of a close
    std::uint16_t close_code = 0;
};

/// A WebSocket (RFC 6455) over a Stream whose handshake is done. Pings are answered while a read is pending.
class WebSocket {
public:
    WebSocket() = default;
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;
    virtual ~WebSocket() = default;

    virtual awaitable<Result<WebSocketMessage>> read() = 0;
    virtual awaitable<error_code> write_text(std::string text) = 0;
    virtual awaitable<error_code> ping() = 0;
    /// Sends a close frame and waits for the peer's.
    virtual awaitable<error_code> close(std::uint16_t code) = 0;
    /// Ends the connection at once.
    virtual void abort() noexcept = 0;
    virtual Stream& stream() = 0;
};

/// The upgrade request went out and was answered; a refusal is a value, not an error.
struct UpgradeResult {
    unsigned status = 0;  ///< 101 when `socket` is there
    std::unique_ptr<WebSocket> socket;
};

/// Client side, as lenient as Station: `head` goes out as it is, and of the answer only the status number
/// counts, neither `Upgrade` nor `Sec-WebSocket-Accept` (protocol.md §9.1).
/// @param head the whole upgrade request, up to and with the empty line
/// @param limit bytes of the receive buffer: the answer's head, or one frame with its own head and a byte
/// more
/// @return otherwise the stream's error, or Errc::no_upgrade for what is no HTTP answer
awaitable<Result<UpgradeResult>> websocket_connect(std::unique_ptr<Stream> stream, std::string head,
                                                   std::size_t limit);

/// Server side, after read_request saw the upgrade. @return otherwise what was wrong with the request
awaitable<Result<std::unique_ptr<WebSocket>>> websocket_accept(std::unique_ptr<Stream> stream,
                                                               HttpRequest request,
                                                               std::size_t message_limit);

}  // namespace cupspec::net
