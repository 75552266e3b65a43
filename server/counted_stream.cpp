#include "server/counted_stream.hpp"

#include <utility>

namespace cupspec::server {
namespace {

class Counted final : public net::Stream {
public:
    Counted(std::unique_ptr<net::Stream> under, Counters& counters)
        : under_{std::move(under)}, counters_{counters} {
        counters_.count_opened();
    }
    ~Counted() override { counters_.count_closed(); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

    net::awaitable<error_code> handshake() override { return under_->handshake(); }
    net::awaitable<net::IoResult> read_some(std::span<std::uint8_t> buffer) override {
        const net::IoResult got = co_await under_->read_some(buffer);
        counters_.count_received(got.bytes);
        co_return got;
    }
    net::awaitable<net::IoResult> write(ByteView bytes) override {
        const net::IoResult sent = co_await under_->write(bytes);
        counters_.count_sent(sent.bytes);
        co_return sent;
    }
    net::awaitable<error_code> close() override { return under_->close(); }
    void abort() noexcept override { under_->abort(); }
    void reset() noexcept override { under_->reset(); }
    void expires_at(std::chrono::steady_clock::time_point deadline) override { under_->expires_at(deadline); }
    const protocol::TlsFacts& tls() const override { return under_->tls(); }
    std::string peer() const override { return under_->peer(); }
    net::asio::any_io_executor executor() override { return under_->executor(); }

private:
    std::unique_ptr<net::Stream> under_;
    Counters& counters_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlive it by contract
};

}  // namespace

std::unique_ptr<net::Stream> count(std::unique_ptr<net::Stream> stream, Counters& counters) {
    return std::make_unique<Counted>(std::move(stream), counters);
}

}  // namespace cupspec::server
