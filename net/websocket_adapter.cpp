#include "net/websocket_adapter.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <exception>

namespace cupspec::net {
namespace {

constexpr std::string_view kEmptyLine = "\r\n\r\n";

/// base64(SHA-1(key and a constant)): RFC 6455 §4.2.2.
std::string accept_value(std::string key) {
    key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(key.data(), key.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) return {};
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64{};
    const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    return to_text(ByteView{base64}.first(static_cast<std::size_t>(length)));
}

/// The answer a server owes to this head.
std::string answer_to(const std::string& head) {
    constexpr std::string_view kName = "Sec-WebSocket-Key: ";
    const auto begin = head.find(kName) + kName.size();
    const std::string key = head.substr(begin, head.find("\r\n", begin) - begin);
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           accept_value(key) + "\r\n\r\n";
}

}  // namespace

StreamAdapter::StreamAdapter(std::unique_ptr<Stream> stream, Bytes excess)
    : stream_{std::move(stream)}, excess_{std::move(excess)} {}

void StreamAdapter::launch(awaitable<IoResult> operation, asio::cancellation_slot slot,
                           std::unique_ptr<Completion> completion) {
    auto done = [completion = std::move(completion)](const std::exception_ptr& thrown, IoResult result) {
        if (thrown) result.error = asio::error::operation_aborted;  // only a cancellation throws
        completion->call(result);
    };
    asio::co_spawn(get_executor(), std::move(operation), asio::bind_cancellation_slot(slot, std::move(done)));
}

awaitable<IoResult> StreamAdapter::read(std::span<std::uint8_t> buffer) {
    if (!excess_.empty()) {
        const std::size_t count = std::min(buffer.size(), excess_.size());
        const auto end = excess_.begin() + static_cast<std::ptrdiff_t>(count);
        std::copy(excess_.begin(), end, buffer.begin());
        excess_.erase(excess_.begin(), end);
        co_return IoResult{error_code{}, count};
    }
    const IoResult got = co_await stream_->read_some(buffer);
    co_return got;
}

awaitable<IoResult> StreamAdapter::write(Bytes bytes) {
    if (answers_upgrade_) {
        upgrade_ += as_text(bytes);
        if (upgrade_.ends_with(kEmptyLine)) {
            const Bytes answer = to_bytes(answer_to(upgrade_));
            excess_.insert(excess_.begin(), answer.begin(), answer.end());
            answers_upgrade_ = false;
        }
        co_return IoResult{error_code{}, bytes.size()};
    }
    const IoResult sent = co_await stream_->write(bytes);
    co_return sent;
}

awaitable<IoResult> StreamAdapter::tear_down() {
    const error_code error = co_await stream_->close();
    co_return IoResult{error, 0};
}

}  // namespace cupspec::net
