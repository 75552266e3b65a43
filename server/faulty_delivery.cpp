#include "server/faulty_delivery.hpp"

#include "net/errc.hpp"
#include "net/event.hpp"
#include "server/altered_body.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace cupspec::server {
namespace {

using net::asio::awaitable;
using Time = DeliveryPlan::Time;

constexpr std::size_t kDeliveryBlock = 64 * 1024;

/// What has been added leaves by the plan: in pieces, with pauses, and not beyond its end.
class Outlet {
public:
    Outlet(net::Stream& stream, const DeliveryPlan& plan, Time idle)
        : stream_{stream}, plan_{plan}, idle_{idle} {}

    void add(ByteView bytes) { pending_.insert(pending_.end(), bytes.begin(), bytes.end()); }
    /// A piece of the body, in a chunk where there are chunks.
    void add_body(ByteView bytes);
    /// What was added so far. Nothing more is to be added once it has ended.
    awaitable<error_code> flush();
    /// The same, but for what is no whole piece yet: more is to come.
    awaitable<error_code> flush_pieces();
    /// Flushes, and waits.
    awaitable<error_code> pause(Time time);
    bool ended() const { return ended_; }

private:
    awaitable<error_code> write(Bytes bytes);
    awaitable<error_code> leave(std::size_t bytes);
    awaitable<error_code> end();

    // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives in one call of `send`
    net::Stream& stream_;
    const DeliveryPlan& plan_;
    // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
    Time idle_;
    Bytes pending_;
    std::uint64_t sent_ = 0;
    bool ended_ = false;
};

void Outlet::add_body(ByteView bytes) {
    if (plan_.framing != DeliveryPlan::Framing::chunked) {
        add(bytes);
        return;
    }
    if (bytes.empty()) return;  // a chunk of no bytes is the last one
    constexpr int kHex = 16;
    std::array<char, kHex> size{};
    const auto end = std::to_chars(size.begin(), size.end(), bytes.size(), kHex);
    add(as_bytes(std::string{size.data(), end.ptr} + "\r\n"));
    add(bytes);
    add(as_bytes("\r\n"));
}

awaitable<error_code> Outlet::write(Bytes bytes) {
    const std::size_t piece = plan_.piece == 0 ? bytes.size() : plan_.piece;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        if (sent_ > 0 && plan_.pause.count() > 0) {
            co_await net::sleep_for(plan_.pause);
        }
        const ByteView part = ByteView{bytes}.subspan(at, std::min(piece, bytes.size() - at));
        stream_.expires_after(idle_);
        const net::IoResult sent = co_await stream_.write(part);
        if (sent.error) co_return sent.error;
        sent_ += part.size();
    }
    co_return error_code{};
}

/// Of what was added so many bytes, or fewer where it ends before.
awaitable<error_code> Outlet::leave(std::size_t bytes) {
    const std::uint64_t left = plan_.end_at - sent_;
    ended_ = plan_.end != DeliveryPlan::End::whole && left <= pending_.size();
    const std::size_t size = ended_ ? static_cast<std::size_t>(left) : bytes;
    const auto rest = pending_.begin() + static_cast<std::ptrdiff_t>(size);
    Bytes now{pending_.begin(), rest};
    pending_.erase(pending_.begin(), rest);
    error_code error = co_await write(std::move(now));
    if (error || !ended_) co_return error;
    error = co_await end();
    co_return error;
}

awaitable<error_code> Outlet::flush() { return leave(pending_.size()); }

awaitable<error_code> Outlet::flush_pieces() {
    const bool is_whole = plan_.piece == 0 || plan_.piece > kDeliveryBlock;  // none so large lies in memory
    return leave(is_whole ? pending_.size() : pending_.size() - pending_.size() % plan_.piece);
}

awaitable<error_code> Outlet::pause(Time time) {
    const error_code error = co_await flush();
    if (error || ended_) co_return error;
    co_await net::sleep_for(time);
    co_return error_code{};
}

/// Closing in order is what comes anyway.
awaitable<error_code> Outlet::end() {
    if (plan_.end == DeliveryPlan::End::stall) {
        co_await net::stay_silent(stream_, plan_.stall);
    }
    if (plan_.end != DeliveryPlan::End::reset) co_return error_code{};
    stream_.reset();
    co_return net::asio::error::operation_aborted;
}

class FaultyDelivery final : public net::Delivery {
public:
    FaultyDelivery(DeliveryPlan plan, DeliveryFront front)
        : plan_{std::move(plan)}, front_{std::move(front)} {}

    awaitable<error_code> send(net::Stream& stream, net::HttpAnswer answer, net::HttpLimits limits) override;

private:
    awaitable<error_code> send_head(Outlet& out) const;
    static awaitable<error_code> send_rest(Outlet& out, net::Stream& stream, net::BodySource& rest);

    DeliveryPlan plan_;
    DeliveryFront front_;
};

awaitable<error_code> FaultyDelivery::send_head(Outlet& out) const {
    error_code error;
    if (plan_.before_head.count() > 0) {
        co_await net::sleep_for(plan_.before_head);
    }
    out.add(as_bytes(front_.interim));
    if (plan_.interim && plan_.interim->count() > 0) {
        error = co_await out.pause(*plan_.interim);
        if (error || out.ended()) co_return error;
    }
    out.add(as_bytes(front_.head));
    if (plan_.before_body.count() > 0) {
        error = co_await out.pause(plan_.before_body);
    }
    co_return error;
}

awaitable<error_code> FaultyDelivery::send_rest(Outlet& out, net::Stream& stream, net::BodySource& rest) {
    Bytes block(kDeliveryBlock);
    error_code error;
    for (std::uint64_t left = rest.size(); left > 0;) {
        error = co_await out.flush_pieces();  // before, so that what follows the last block leaves with it
        if (error || out.ended()) co_return error;
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
        const auto got = rest.read(std::span{block}.first(most));
        if (!got || *got == 0) {
            stream.abort();  // the announced length cannot be kept any more
            co_return got ? error_code{net::Errc::short_body} : got.error().code;
        }
        out.add_body(ByteView{block}.first(*got));
        left -= *got;
    }
    co_return error;
}

awaitable<error_code> FaultyDelivery::send(net::Stream& stream, net::HttpAnswer answer,
                                           net::HttpLimits limits) {
    Outlet out{stream, plan_, limits.idle};
    error_code error = co_await send_head(out);
    if (error || out.ended()) co_return error;
    out.add_body(answer.body);
    if (answer.rest) {
        error = co_await send_rest(out, stream, *answer.rest);
        if (error || out.ended()) co_return error;
    }
    if (plan_.framing == DeliveryPlan::Framing::chunked) out.add(as_bytes("0\r\n\r\n"));
    out.add(Bytes(static_cast<std::size_t>(plan_.extra), kFillerByte));
    error = co_await out.flush();
    co_return error;
}

/// The head without the line of that header.
std::string without_line(std::string head, const std::string& name) {
    const auto begin = head.find("\r\n" + name + ": ");
    if (begin == std::string::npos) return head;
    return head.erase(begin, head.find("\r\n", begin + 2) - begin);
}

/// The head in the plan's framing.
std::string framed_head(const DeliveryPlan& plan, const net::HttpAnswer& answer) {
    const std::string header = "Content-Length";
    std::string line;
    if (plan.framing == DeliveryPlan::Framing::chunked) line = "Transfer-Encoding: chunked\r\n";
    if (plan.framing == DeliveryPlan::Framing::length && plan.length) {
        const std::uint64_t size = answer.body.size() + (answer.rest ? answer.rest->size() : 0);
        line = header + ": " + std::to_string(announced_length(*plan.length, size)) + "\r\n";
    }
    std::string head = net::answer_head(answer, false);
    if (plan.framing == DeliveryPlan::Framing::length && !plan.length) return head;
    head = without_line(std::move(head), header);
    head.insert(head.size() - 2, line);
    return head;
}

}  // namespace

std::uint64_t announced_length(const Fault& change, std::uint64_t body_bytes) {
    const auto length = static_cast<std::int64_t>(body_bytes);
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(change.relative ? length + change.number : change.number, 0));
}

DeliveryFront front_of(const DeliveryPlan& plan, const net::HttpAnswer& answer) {
    constexpr std::string_view kVersion = "HTTP/1.1";
    DeliveryFront front;
    if (plan.interim) front.interim = "HTTP/1.1 100 Continue\r\n\r\n";
    front.head = framed_head(plan, answer);
    if (plan.http_2) front.head.replace(0, kVersion.size(), "HTTP/2");
    if (plan.lf_only) std::erase(front.head, '\r');
    return front;
}

std::unique_ptr<net::Delivery> make_delivery(DeliveryPlan plan, DeliveryFront front) {
    return std::make_unique<FaultyDelivery>(std::move(plan), std::move(front));
}

}  // namespace cupspec::server
