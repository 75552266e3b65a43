#include "net/tapped_stream.hpp"

#include "net/stream_decorator.hpp"

#include <boost/asio/error.hpp>

#include <utility>

namespace cupspec::net {
namespace {

class Tapped final : public StreamDecorator {
public:
    Tapped(std::unique_ptr<Stream> under, std::unique_ptr<StreamTap> tap)
        : StreamDecorator{std::move(under)}, tap_{std::move(tap)} {}

    awaitable<IoResult> read_some(std::span<std::uint8_t> buffer) override {
        const IoResult got = co_await under().read_some(buffer);
        if (got.bytes > 0) tap_->on_received(buffer.first(got.bytes));
        if (is_peers_end(got.error)) tap_->on_peer_ended();
        co_return got;
    }
    awaitable<IoResult> write(ByteView bytes) override {
        const IoResult sent = co_await under().write(bytes);
        if (sent.bytes > 0) tap_->on_sent(bytes.first(sent.bytes));
        if (is_peers_end(sent.error)) tap_->on_peer_ended();
        co_return sent;
    }
    awaitable<error_code> close() override {
        tap_->on_ended();
        return under().close();
    }
    void abort() noexcept override {
        tap_->on_ended();
        under().abort();
    }
    void reset() noexcept override {
        tap_->on_ended();
        under().reset();
    }

private:
    /// Not our own deadline, and not our own end.
    static bool is_peers_end(const error_code& error) {
        return error && error != asio::error::timed_out && error != asio::error::operation_aborted;
    }

    std::unique_ptr<StreamTap> tap_;
};

}  // namespace

std::unique_ptr<Stream> tapped(std::unique_ptr<Stream> stream, std::unique_ptr<StreamTap> tap) {
    if (!tap) return stream;
    return std::make_unique<Tapped>(std::move(stream), std::move(tap));
}

}  // namespace cupspec::net
