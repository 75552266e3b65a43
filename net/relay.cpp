#include "net/relay.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <utility>

namespace cupspec::net {
namespace {

constexpr std::size_t kRelayBlock = std::size_t{64} * 1024;

/// Lives in one call of `relay`.
class Relay {
public:
    Relay(Stream& near, Stream& far, RelayLimits limits) : near_{near}, far_{far}, limits_{limits} {}

    /// From the near side to the far one. A far side that takes nothing more may still have an answer, which
    /// a near side that is not read any more would not get to see: what it sends is then thrown away.
    awaitable<void> carry_out();
    /// From the far side to the near one. Without anybody to take it the far side need not go on.
    awaitable<void> carry_back();
    const Relayed& carried() const { return carried_; }

private:
    void wait_no_longer() {
        const auto limit = has_one_ended_ ? limits_.parting : limits_.silence;
        near_.expires_after(limit);
        far_.expires_after(limit);
    }
    awaitable<void> end_like(error_code how, Stream& from, Stream& to);

    // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives in one call of `relay`
    Stream& near_;
    Stream& far_;
    // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
    RelayLimits limits_;
    Relayed carried_;
    bool has_one_ended_ = false;
};

/// @param from,to the relay's, outlive the call
awaitable<void> Relay::end_like(error_code how, Stream& from, Stream& to) {
    has_one_ended_ = true;
    wait_no_longer();
    if (how == asio::error::eof) {
        co_await to.close();
    } else if (how == asio::error::connection_reset) {
        to.reset();
    } else {
        to.abort();
        from.abort();
    }
}

awaitable<void> Relay::carry_out() {
    Bytes block(kRelayBlock);
    bool is_taken = true;
    IoResult got;
    while (!got.error) {
        wait_no_longer();
        got = co_await near_.read_some(block);
        if (!is_taken || got.bytes == 0) continue;
        const IoResult sent = co_await far_.write(ByteView{block}.first(got.bytes));
        carried_.to_far += sent.bytes;
        is_taken = !sent.error;
    }
    co_await end_like(got.error, near_, far_);
}

awaitable<void> Relay::carry_back() {
    Bytes block(kRelayBlock);
    IoResult got;
    while (!got.error) {
        wait_no_longer();
        got = co_await far_.read_some(block);
        if (got.bytes == 0) continue;
        const IoResult sent = co_await near_.write(ByteView{block}.first(got.bytes));
        carried_.to_near += sent.bytes;
        if (sent.error) got.error = sent.error;
    }
    co_await end_like(got.error, far_, near_);
}

}  // namespace

awaitable<Relayed> relay(Stream& near, Stream& far, RelayLimits limits) {
    using boost::asio::experimental::awaitable_operators::operator&&;
    Relay relaying{near, far, limits};
    auto out = relaying.carry_out();
    auto back = relaying.carry_back();
    co_await (std::move(out) && std::move(back));
    co_return relaying.carried();
}

}  // namespace cupspec::net
