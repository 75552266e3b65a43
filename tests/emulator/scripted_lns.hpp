#pragma once

#include "net/accept.hpp"
#include "tests/net/run.hpp"

#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace cupspec::test {

/// What a server does once it has seen so much more of its client.
struct LnsStep {
    std::size_t after = 0;  ///< bytes, counted from the last step on
    std::string send;
};
using LnsScript = std::vector<LnsStep>;

/// One port on which each connection is played from a script, in the order of arrival: 101 for the upgrade,
/// the steps, and then it listens until the client goes. A connection without a script is closed at once.
class ScriptedLns {
public:
    /// @param context outlives the object and runs again only after `stop`
    explicit ScriptedLns(net::asio::io_context& context) {
        auto opened = net::AcceptLoop::open(
            context.get_executor(), "127.0.0.1", 0, {},
            [this](std::unique_ptr<net::Stream> stream) { return serve(std::move(stream)); });
        loop_ = std::move(opened.value());
    }

    std::string port() const { return std::to_string(loop_->port()); }
    std::string uri() const { return "ws://127.0.0.1:" + port(); }
    net::awaitable<void> stop() { return loop_->stop(); }

    std::vector<LnsScript> scripts;
    std::string refusal;  ///< an upgrade's answer instead of 101, of all connections
    std::deque<std::string> heads;
    std::deque<std::string> frames;  ///< everything each client sent behind its head

private:
    net::awaitable<void> serve(std::unique_ptr<net::Stream> stream) {
        stream->expires_after(std::chrono::seconds{20});
        const std::size_t number = heads.size();
        heads.emplace_back();
        frames.emplace_back();
        if (number >= scripts.size()) co_return;
        while (!heads[number].ends_with("\r\n\r\n")) {
            const bool more = co_await read(*stream, heads[number], 1);
            if (!more) co_return;
        }
        const std::string answer = refusal.empty() ? "HTTP/1.1 101 \r\n\r\n" : refusal;
        co_await stream->write(as_bytes(answer));
        for (const LnsStep& step : scripts[number]) {
            const std::size_t wanted = frames[number].size() + step.after;
            while (frames[number].size() < wanted) {
                const bool more = co_await read(*stream, frames[number], wanted - frames[number].size());
                if (!more) co_return;
            }
            co_await stream->write(as_bytes(step.send));
        }
        bool more = true;
        while (more) {
            more = co_await read(*stream, frames[number], 256);
        }
    }

    static net::awaitable<bool> read(net::Stream& stream, std::string& to, std::size_t most) {
        Bytes block(most);
        const std::span<std::uint8_t> space{block};
        const auto got = co_await stream.read_some(space);
        to += as_text(ByteView{block}.first(got.bytes));
        co_return !got.error;
    }

    std::unique_ptr<net::AcceptLoop> loop_;
};

/// A server's text frame, below 126 bytes.
inline std::string text_frame(const std::string& text) {
    if (text.size() > 125) throw std::length_error{"needs a longer head"};
    return std::string{"\x81"} + static_cast<char>(text.size()) + text;
}

/// A client's frame below 126 bytes without its mask of 01 01 01 01.
inline std::string unmasked(std::string frame) {
    frame.erase(0, 6);
    for (char& c : frame) c = static_cast<char>(c ^ 1);
    return frame;
}

}  // namespace cupspec::test
