#include "net/websocket_client.hpp"

#include "net/errc.hpp"

#include <boost/asio/error.hpp>

#include <charconv>
#include <optional>
#include <utility>

namespace cupspec::net {
namespace {

constexpr unsigned kSwitchingProtocols = 101;
constexpr std::size_t kFrameBlock = 1024;  // bytes a read asks for; a waiting client holds no more

/// Reads until the empty line. @return the bytes behind it, which `head` does not keep
awaitable<Result<Bytes>> read_head(Stream& stream, std::string& head, std::size_t limit) {
    constexpr std::string_view kEmptyLine = "\r\n\r\n";
    Bytes block(limit);
    for (;;) {
        const std::span<std::uint8_t> space{block.data(), limit - head.size()};
        const IoResult got = co_await stream.read_some(space);
        if (got.error) co_return Error{got.error, stream.peer(), {}};
        head += as_text(ByteView{block}.first(got.bytes));
        const auto end = head.find(kEmptyLine);
        if (end != std::string::npos) {
            Bytes behind = to_bytes(std::string_view{head}.substr(end + kEmptyLine.size()));
            head.resize(end + kEmptyLine.size());
            co_return behind;
        }
        if (head.size() == limit)
            co_return Error{Errc::no_upgrade, stream.peer(), "the answer's head is too long"};
    }
}

/// "HTTP/1.1 101 ..." -> 101
std::optional<unsigned> status_in(std::string_view head) {
    constexpr std::string_view kProtocol = "HTTP/1.";
    constexpr std::size_t kNumber = 9;
    unsigned status = 0;
    if (!head.starts_with(kProtocol) || head.size() < kNumber) return std::nullopt;
    head.remove_prefix(kNumber);
    const auto read =
        std::from_chars(head.data(), head.data() + head.size(), status);  // NOLINT(*-pointer-arithmetic)
    if (read.ec != std::errc{}) return std::nullopt;
    return status;
}

}  // namespace

ClientWebSocket::ClientWebSocket(std::unique_ptr<Stream> stream, ByteView behind, std::size_t buffer_bytes)
    : stream_{std::move(stream)}, frames_{buffer_bytes}, sent_{stream_->executor()} {
    frames_.feed(behind);
}

awaitable<Result<Frame>> ClientWebSocket::next_frame() {
    Bytes block(kFrameBlock);
    for (;;) {
        auto frame = frames_.next();
        if (!frame) co_return Error{frame.error().code, stream_->peer(), frame.error().detail};
        if (*frame) co_return std::move(**frame);
        const std::span<std::uint8_t> space{block};
        const IoResult got = co_await stream_->read_some(space);
        if (got.error) co_return Error{got.error, stream_->peer(), {}};
        frames_.feed(ByteView{block}.first(got.bytes));
    }
}

awaitable<Result<WebSocketMessage>> ClientWebSocket::read() {
    for (;;) {
        auto frame = co_await next_frame();
        if (!frame) {
            stream_->abort();
            co_return frame.error();
        }
        if (frame->opcode == Opcode::close) {
            auto closed = co_await on_close(std::move(frame->payload));
            co_return closed;
        }
        if (frame->opcode == Opcode::ping) {
            // What becomes of the pong shows at the next read.
            static_cast<void>(co_await send(client_frame(Opcode::pong, frame->payload)));
        }
        const bool text = frame->opcode == Opcode::text;
        if (!text && frame->opcode != Opcode::binary) continue;
        WebSocketMessage message;
        message.kind = text ? WebSocketMessage::Kind::text : WebSocketMessage::Kind::binary;
        message.payload = std::move(frame->payload);
        co_return message;
    }
}

awaitable<Result<WebSocketMessage>> ClientWebSocket::on_close(std::string payload) {
    WebSocketMessage message;
    message.kind = WebSocketMessage::Kind::close;
    message.close_code = close_code_in(payload);
    message.payload = payload.size() > 2 ? payload.substr(2) : std::string{};
    static_cast<void>(co_await send(client_close_frame(message.close_code)));
    stream_->abort();
    co_return message;
}

awaitable<error_code> ClientWebSocket::write_text(std::string text) {
    if (text.size() > kLongestFrame) co_return asio::error::message_size;
    const error_code error = co_await send(client_frame(Opcode::text, text));
    co_return error;
}

awaitable<error_code> ClientWebSocket::ping() {
    const error_code error = co_await send(client_frame(Opcode::ping, {}));
    co_return error;
}

awaitable<error_code> ClientWebSocket::close(std::uint16_t code) {
    error_code error = co_await send(client_close_frame(code));
    bool late = false;
    bool closed = false;
    while (!error && !closed) {
        const auto frame = co_await next_frame();
        if (!frame) {
            error = frame.error().code;
        } else {
            closed = frame->opcode == Opcode::close;
            late = late || frame->opcode == Opcode::text;
        }
    }
    stream_->abort();
    co_return late ? make_error_code(Errc::late_message) : error;
}

awaitable<error_code> ClientWebSocket::send(std::string frame) {
    while (sending_) {
        co_await sent_.wait();
    }
    sending_ = true;
    IoResult result;
    try {
        result = co_await stream_->write(as_bytes(frame));
    } catch (...) {  // cancelled within the frame: nothing can follow it
        stream_->abort();
        sending_ = false;
        sent_.notify();
        throw;
    }
    sending_ = false;
    sent_.notify();
    co_return result.error;
}

awaitable<Result<UpgradeResult>> websocket_connect(std::unique_ptr<Stream> stream, std::string head,
                                                   std::size_t limit) {
    const IoResult sent = co_await stream->write(as_bytes(head));
    if (sent.error) co_return Error{sent.error, stream->peer(), {}};
    std::string answer;
    auto behind = co_await read_head(*stream, answer, limit);
    if (!behind) co_return behind.error();
    const auto status = status_in(answer);
    if (!status) co_return Error{Errc::no_upgrade, stream->peer(), "the upgrade was not answered in HTTP"};
    UpgradeResult result;
    result.status = *status;
    if (result.status == kSwitchingProtocols)
        result.socket = std::make_unique<ClientWebSocket>(std::move(stream), *behind, limit);
    co_return result;
}

}  // namespace cupspec::net
