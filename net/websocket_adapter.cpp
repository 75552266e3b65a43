#include "net/websocket_adapter.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <exception>

namespace cupspec::net {

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
    const IoResult sent = co_await stream_->write(bytes);
    co_return sent;
}

awaitable<IoResult> StreamAdapter::tear_down() {
    // The closing handshake is through; a peer that has ended the connection already, as Station does, is no
    // failure of it.
    static_cast<void>(co_await stream_->close());
    co_return IoResult{};
}

}  // namespace cupspec::net
