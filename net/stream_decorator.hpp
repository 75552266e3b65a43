#pragma once

#include "net/stream.hpp"

#include <memory>
#include <string>
#include <utility>

namespace cupspec::net {

/// A stream around another one that changes nothing; what is to be seen or changed is overridden.
class StreamDecorator : public Stream {
public:
    explicit StreamDecorator(std::unique_ptr<Stream> under) : under_{std::move(under)} {}

    awaitable<error_code> handshake() override { return under_->handshake(); }
    awaitable<IoResult> read_some(std::span<std::uint8_t> buffer) override {
        return under_->read_some(buffer);
    }
    awaitable<IoResult> write(ByteView bytes) override { return under_->write(bytes); }
    awaitable<error_code> close() override { return under_->close(); }
    void abort() noexcept override { under_->abort(); }
    void reset() noexcept override { under_->reset(); }
    void expires_at(std::chrono::steady_clock::time_point deadline) override { under_->expires_at(deadline); }
    const protocol::TlsFacts& tls() const override { return under_->tls(); }
    std::string peer() const override { return under_->peer(); }
    asio::any_io_executor executor() override { return under_->executor(); }

protected:
    Stream& under() { return *under_; }

private:
    std::unique_ptr<Stream> under_;
};

}  // namespace cupspec::net
