#include "net/accept.hpp"

#include "net/errors_as_values.hpp"
#include "net/event.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls_stream.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cerrno>
#include <exception>
#include <list>
#include <sys/socket.h>
#include <utility>

namespace cupspec::net {
namespace {

using asio::ip::tcp;
using FailedHandshake = std::function<void(const protocol::TlsFacts&, const std::string& peer)>;

/// Between two tries when the process has no descriptor left: closing one elsewhere wakes nobody up here.
constexpr std::chrono::milliseconds kPause{50};

std::string words_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an exception of unknown type";
    }
}

struct Parts {
    std::optional<TlsContext> tls;
    Session session;
    AcceptLimits limits;
    FailedHandshake failed_handshake;
};

class Loop final : public AcceptLoop {
public:
    Loop(tcp::acceptor acceptor, Parts parts)
        : acceptor_{std::move(acceptor)}, parts_{std::move(parts)}, changed_{acceptor_.get_executor()} {
        error_code error;  // a listening socket has an address
        port_ = acceptor_.local_endpoint(error).port();
    }

    std::uint16_t port() const override { return port_; }
    std::size_t connections() const override { return live_.size(); }
    void when_session_throws(std::function<void(const std::string&)> hook) override {
        thrown_ = std::move(hook);
    }

    void when_connection_opens(std::function<Opening(const std::string& peer)> hook) override {
        opens_ = std::move(hook);
    }

    void start() {
        accepting_ = true;
        asio::co_spawn(acceptor_.get_executor(), accept(), [this](const std::exception_ptr& thrown) {
            if (thrown && thrown_) thrown_(words_of(thrown));
            accepting_ = false;
            changed_.notify();
        });
    }

    void use(TlsContext tls) override { parts_.tls = std::move(tls); }
    const std::optional<TlsContext>& tls() const override { return parts_.tls; }

    void stop_accepting() override {
        take_backlog();
        close();
    }

    awaitable<bool> ended(std::chrono::steady_clock::time_point deadline) override {
        while (!live_.empty() && std::chrono::steady_clock::now() < deadline) {
            co_await changed_.wait(deadline);
        }
        co_return live_.empty();
    }

    awaitable<void> stop() override {
        stopping_ = true;
        close();
        for (Connection& connection : live_) {
            connection.cancel.emit(asio::cancellation_type::terminal);
            if (const auto socket = connection.socket.lock()) socket->abort();
        }
        while (accepting_ || !live_.empty()) {
            co_await changed_.wait();
        }
    }

private:
    /// A session's own handle is its stream; ours is what ends it from outside.
    struct Connection {
        std::weak_ptr<TcpSocket> socket;
        asio::cancellation_signal cancel;
    };

    void close() {
        closed_ = true;
        error_code ignored;  // closed twice is closed
        acceptor_.close(ignored);
        changed_.notify();
    }

    /// Closing the port would reset these: their clients believe to be connected.
    void take_backlog() {
        error_code error;
        acceptor_.non_blocking(true, error);
        while (!error && live_.size() < parts_.limits.connections) {
            tcp::socket socket{acceptor_.get_executor()};
            acceptor_.accept(socket, error);
            if (!error) spawn(std::make_shared<TcpSocket>(std::move(socket)));
        }
    }

    awaitable<void> accept() {
        while (!closed_) {
            while (!closed_ && live_.size() >= parts_.limits.connections) {
                co_await changed_.wait();
            }
            if (closed_) break;
            auto [ec, socket] = co_await acceptor_.async_accept(kErrors);
            if (!ec) spawn(std::make_shared<TcpSocket>(std::move(socket)));
            const bool full = ec == asio::error::no_descriptors || ec == asio::error::no_memory ||
                              ec == boost::system::errc::too_many_files_open_in_system;
            if (full && !closed_) {
                co_await changed_.wait(std::chrono::steady_clock::now() + kPause);
            }
        }
    }

    void spawn(std::shared_ptr<TcpSocket> socket) {
        if (stopping_) return;
        const auto place = live_.emplace(live_.end());
        place->socket = socket;
        const auto ended = [this, place](const std::exception_ptr& thrown) {
            if (thrown && thrown_ && !stopping_) thrown_(words_of(thrown));
            live_.erase(place);
            changed_.notify();
        };
        asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket)),
                       asio::bind_cancellation_slot(place->cancel.slot(), ended));
    }

    awaitable<void> serve(std::shared_ptr<TcpSocket> socket) {
        std::unique_ptr<Stream> stream = std::make_unique<TcpStream>(std::move(socket));
        Opening opening;
        if (opens_) opening = opens_(stream->peer());
        if (opening.pause.count() > 0) {
            co_await sleep_for(opening.pause);
        }
        if (opening.silence.count() > 0) {
            co_await stay_silent(*stream, opening.silence);
            co_return;
        }
        if (const auto& tls = opening.tls ? opening.tls : parts_.tls) {
            stream = std::make_unique<TlsStream>(std::move(stream), *tls);
            stream->expires_after(parts_.limits.handshake);
            const error_code error = co_await stream->handshake();
            if (error) {
                if (parts_.failed_handshake) parts_.failed_handshake(stream->tls(), stream->peer());
                co_await stream->close();
                co_return;
            }
            stream->expires_at(std::chrono::steady_clock::time_point::max());
        }
        const Session& session = opening.session ? opening.session : parts_.session;
        auto running = session(std::move(stream));
        co_await std::move(running);
    }

    tcp::acceptor acceptor_;
    Parts parts_;
    Event changed_;  ///< a connection ended, or we are to stop
    std::uint16_t port_ = 0;
    bool accepting_ = false;
    bool closed_ = false;    ///< nobody else is let in
    bool stopping_ = false;  ///< nobody is left in
    std::list<Connection> live_;
    std::function<void(const std::string&)> thrown_;
    std::function<Opening(const std::string& peer)> opens_;
};

error_code listen(tcp::acceptor& acceptor, const std::string& host, std::uint16_t port, bool share_port) {
    error_code error;
    // Every system has 127.0.0.1, and not every one knows the name.
    const std::string address = host == "localhost" ? "127.0.0.1" : host;
    tcp::endpoint endpoint{asio::ip::make_address(address, error), port};
    if (error) {
        tcp::resolver resolver{acceptor.get_executor()};
        const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
        if (error) return error;
        endpoint = found.begin()->endpoint();
    }
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    const int on = 1;  // Asio has no name for this option
    if (!error && share_port &&
        setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        error.assign(errno, boost::system::system_category());
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    return error;
}

}  // namespace

Result<std::unique_ptr<AcceptLoop>> AcceptLoop::open(const asio::any_io_executor& executor,
                                                     const std::string& host, std::uint16_t port,
                                                     std::optional<TlsContext> tls, Session session,
                                                     AcceptLimits limits, FailedHandshake failed_handshake) {
    tcp::acceptor acceptor{executor};
    const error_code error = listen(acceptor, host, port, limits.share_port);
    if (error) return Error{error, host + ":" + std::to_string(port), {}};
    Parts parts{std::move(tls), std::move(session), limits, std::move(failed_handshake)};
    auto loop = std::make_unique<Loop>(std::move(acceptor), std::move(parts));
    loop->start();
    return std::unique_ptr<AcceptLoop>{std::move(loop)};
}

}  // namespace cupspec::net
