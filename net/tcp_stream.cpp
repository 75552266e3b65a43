#include "net/tcp_stream.hpp"

#include "net/errors_as_values.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <utility>

namespace cupspec::net {

using asio::ip::tcp;

TcpSocket::TcpSocket(tcp::socket socket) : socket_{std::move(socket)}, timer_{socket_.get_executor()} {}

void TcpSocket::expires_at(TimePoint deadline) {
    deadline_ = deadline;
    // A later deadline costs nothing: the pending wait looks again when it fires.
    if (deadline_ < armed_for_) arm();
}

void TcpSocket::arm() {
    armed_for_ = deadline_;
    timer_.expires_at(deadline_);
    timer_.async_wait([weak = weak_from_this()](error_code error) {
        if (const auto self = weak.lock()) self->on_timer(error);
    });
}

void TcpSocket::on_timer(error_code error) {
    if (error) return;  // replaced by an earlier deadline
    armed_for_ = TimePoint::max();
    if (deadline_ == TimePoint::max()) return;
    if (!expired()) {
        arm();
        return;
    }
    socket_.cancel(error);
}

error_code TcpSocket::judge(error_code error) const {
    if (!error || error == asio::error::eof) return error;
    if (!socket_.is_open()) return asio::error::operation_aborted;
    if (error == asio::error::operation_aborted && expired()) return asio::error::timed_out;
    return error;
}

void TcpSocket::abort() noexcept {
    error_code ignored;  // closing cannot be mended
    socket_.close(ignored);
    deadline_ = TimePoint::max();  // a wait that is pending then does nothing
}

void TcpSocket::reset() noexcept {
    error_code ignored;  // a socket that is gone already needs no RST
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    abort();
}

TcpStream::TcpStream(std::shared_ptr<TcpSocket> socket) : socket_{std::move(socket)} {
    error_code error;
    socket_->socket().set_option(tcp::no_delay{true}, error);  // slower without, not wrong
    const tcp::endpoint endpoint = socket_->socket().remote_endpoint(error);
    if (!error) peer_ = endpoint_text(endpoint);
}

TcpStream::~TcpStream() { socket_->abort(); }

awaitable<error_code> TcpStream::handshake() { co_return error_code{}; }

awaitable<IoResult> TcpStream::read_some(std::span<std::uint8_t> buffer) {
    if (socket_->expired()) co_return IoResult{asio::error::timed_out, 0};
    const auto target = asio::buffer(buffer.data(), buffer.size());
    const auto [ec, size] = co_await socket_->socket().async_read_some(target, kErrors);
    co_return IoResult{socket_->judge(ec), size};
}

awaitable<IoResult> TcpStream::write(ByteView bytes) {
    IoResult result;
    while (!result.error && result.bytes < bytes.size()) {
        if (socket_->expired()) co_return IoResult{asio::error::timed_out, result.bytes};
        const ByteView left = bytes.subspan(result.bytes);
        const auto source = asio::buffer(left.data(), left.size());
        const auto [ec, size] = co_await socket_->socket().async_write_some(source, kErrors);
        result.error = socket_->judge(ec);
        result.bytes += size;
    }
    co_return result;
}

awaitable<error_code> TcpStream::close() {
    error_code error;
    socket_->socket().shutdown(tcp::socket::shutdown_send, error);
    co_return socket_->judge(error);
}

void TcpStream::abort() noexcept { socket_->abort(); }

void TcpStream::reset() noexcept { socket_->reset(); }

void TcpStream::expires_at(std::chrono::steady_clock::time_point deadline) { socket_->expires_at(deadline); }

asio::any_io_executor TcpStream::executor() { return socket_->socket().get_executor(); }

std::string endpoint_text(const tcp::endpoint& endpoint) {
    const std::string address = endpoint.address().to_string();
    const std::string port = std::to_string(endpoint.port());
    return endpoint.address().is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

}  // namespace cupspec::net
