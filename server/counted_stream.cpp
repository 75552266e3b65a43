#include "server/counted_stream.hpp"

#include "net/stream_decorator.hpp"

#include <utility>

namespace cupspec::server {
namespace {

class Counted final : public net::StreamDecorator {
public:
    Counted(std::unique_ptr<net::Stream> under, Counters& counters)
        : StreamDecorator{std::move(under)}, counters_{counters} {
        counters_.count_opened();
    }
    ~Counted() override { counters_.count_closed(); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

    net::awaitable<net::IoResult> read_some(std::span<std::uint8_t> buffer) override {
        const net::IoResult got = co_await under().read_some(buffer);
        counters_.count_received(got.bytes);
        co_return got;
    }
    net::awaitable<net::IoResult> write(ByteView bytes) override {
        const net::IoResult sent = co_await under().write(bytes);
        counters_.count_sent(sent.bytes);
        co_return sent;
    }

private:
    Counters& counters_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlive it by contract
};

}  // namespace

std::unique_ptr<net::Stream> count(std::unique_ptr<net::Stream> stream, Counters& counters) {
    return std::make_unique<Counted>(std::move(stream), counters);
}

}  // namespace cupspec::server
