#pragma once

#include "net/stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace cupspec::net {

/// A TCP socket with a deadline. Held by shared_ptr (ADR 0003): the deadline's handler and the accept loop
/// may run after the stream is gone, so they hold it weakly.
class TcpSocket : public std::enable_shared_from_this<TcpSocket> {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit TcpSocket(asio::ip::tcp::socket socket);

    void expires_at(TimePoint deadline);
    bool expired() const { return std::chrono::steady_clock::now() >= deadline_; }
    /// What an operation's error means to the caller: ours are told apart from the peer's.
    error_code judge(error_code error) const;

    /// Closes the socket; pending operations fail.
    void abort() noexcept;
    void reset() noexcept;

    asio::ip::tcp::socket& socket() { return socket_; }

private:
    void arm();
    void on_timer(error_code error);

    asio::ip::tcp::socket socket_;
    asio::steady_timer timer_;
    TimePoint deadline_ = TimePoint::max();
    TimePoint armed_for_ = TimePoint::max();  ///< max: no wait is pending
};

class TcpStream final : public Stream {
public:
    explicit TcpStream(std::shared_ptr<TcpSocket> socket);
    TcpStream(const TcpStream&) = delete;
    TcpStream& operator=(const TcpStream&) = delete;
    ~TcpStream() override;

    awaitable<error_code> handshake() override;
    awaitable<IoResult> read_some(std::span<std::uint8_t> buffer) override;
    awaitable<IoResult> write(ByteView bytes) override;
    awaitable<error_code> close() override;
    void abort() noexcept override;
    void reset() noexcept override;
    void expires_at(std::chrono::steady_clock::time_point deadline) override;
    const protocol::TlsFacts& tls() const override { return no_tls_; }
    std::string peer() const override { return peer_; }
    asio::any_io_executor executor() override;

private:
    std::shared_ptr<TcpSocket> socket_;
    std::string peer_;
    protocol::TlsFacts no_tls_;
};

/// "127.0.0.1:40123", "[::1]:40123"
std::string endpoint_text(const asio::ip::tcp::endpoint& endpoint);

}  // namespace cupspec::net
