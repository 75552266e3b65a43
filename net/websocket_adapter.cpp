#include "net/websocket_adapter.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <charconv>
#include <exception>

namespace cupspec::net {
namespace {

constexpr std::size_t kStatusEnd = 12;  ///< "HTTP/1.1 101"
constexpr std::size_t kStatusStart = 9;

}  // namespace

StreamAdapter::StreamAdapter(std::unique_ptr<Stream> stream, Bytes excess)
    : stream_{std::move(stream)}, excess_{std::move(excess)} {}

unsigned StreamAdapter::first_status() const {
    if (first_.size() < kStatusEnd || first_.rfind("HTTP/1.", 0) != 0) return 0;
    const std::string digits = first_.substr(kStatusStart);
    unsigned status = 0;
    std::from_chars(&digits.front(), &digits.back() + 1, status);  // NOLINT(*-pointer-arithmetic)
    return status;
}

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
    const std::size_t wanted = std::min(got.bytes, kStatusEnd - first_.size());
    first_.append(as_text(buffer.first(wanted)));
    co_return got;
}

awaitable<IoResult> StreamAdapter::write(Bytes bytes) {
    const IoResult sent = co_await stream_->write(bytes);
    co_return sent;
}

awaitable<IoResult> StreamAdapter::tear_down() {
    const error_code error = co_await stream_->close();
    co_return IoResult{error, 0};
}

}  // namespace cupspec::net
