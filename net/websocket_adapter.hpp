#pragma once

#include "net/stream.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/beast/core/role.hpp>

#include <memory>
#include <utility>

namespace cupspec::net {

/// Our Stream with the face Beast's algorithms want (Asio's AsyncStream). Included by websocket_beast.hpp
/// only.
class StreamAdapter {
public:
    using executor_type = asio::any_io_executor;

    /// @param excess read before the stream's own bytes
    StreamAdapter(std::unique_ptr<Stream> stream, Bytes excess);

    executor_type get_executor() { return stream_->executor(); }
    Stream& stream() { return *stream_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        const auto buffer = first_of<asio::mutable_buffer>(buffers);
        return start(std::forward<Token>(token), [this, buffer] {
            return read({static_cast<std::uint8_t*>(buffer.data()), buffer.size()});
        });
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        Bytes bytes(asio::buffer_size(buffers));
        asio::buffer_copy(asio::buffer(bytes), buffers);
        return start(std::forward<Token>(token),
                     [this, bytes = std::move(bytes)]() mutable { return write(std::move(bytes)); });
    }

    /// Ends the connection in an orderly way; Beast asks for it after the closing handshake.
    awaitable<IoResult> tear_down();

    template <class Token, class Operation>
    auto start(Token&& token, Operation operation) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, auto begin) { this->spawn(std::move(handler), begin()); }, token,
            std::move(operation));
    }

private:
    template <class Buffer, class Buffers>
    static Buffer first_of(const Buffers& buffers) {
        const auto end = asio::buffer_sequence_end(buffers);
        for (auto it = asio::buffer_sequence_begin(buffers); it != end; ++it)
            if (const auto buffer = static_cast<Buffer>(*it); buffer.size() > 0) return buffer;
        return {};
    }

    /// Whatever Beast wants called at the end, with its type gone: co_spawn is too dear to compile for each.
    class Completion {
    public:
        Completion() = default;
        Completion(const Completion&) = delete;
        Completion(Completion&&) = delete;
        Completion& operator=(const Completion&) = delete;
        Completion& operator=(Completion&&) = delete;
        virtual ~Completion() = default;
        virtual void call(IoResult result) = 0;
    };

    template <class Handler>
    class CompletionOf final : public Completion {
    public:
        explicit CompletionOf(Handler handler) : handler_{std::move(handler)} {}
        void call(IoResult result) override { std::move(handler_)(result.error, result.bytes); }

    private:
        Handler handler_;
    };

    template <class Handler>
    void spawn(Handler handler, awaitable<IoResult> operation) {
        const asio::cancellation_slot slot = asio::get_associated_cancellation_slot(handler);
        launch(std::move(operation), slot, std::make_unique<CompletionOf<Handler>>(std::move(handler)));
    }

    void launch(awaitable<IoResult> operation, asio::cancellation_slot slot,
                std::unique_ptr<Completion> completion);
    awaitable<IoResult> read(std::span<std::uint8_t> buffer);
    awaitable<IoResult> write(Bytes bytes);

    std::unique_ptr<Stream> stream_;
    Bytes excess_;
};

// Beast finds these two through argument-dependent look-up.

inline void beast_close_socket(StreamAdapter& adapter) { adapter.stream().abort(); }

template <class Handler>
void async_teardown(boost::beast::role_type /*role*/, StreamAdapter& adapter, Handler&& handler) {
    auto shorter = [handler = std::forward<Handler>(handler)](
                       error_code error, std::size_t /*bytes*/) mutable { std::move(handler)(error); };
    adapter.start(std::move(shorter), [&adapter] { return adapter.tear_down(); });
}

}  // namespace cupspec::net
