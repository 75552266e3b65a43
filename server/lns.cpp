#include "server/lns.hpp"

#include "net/event.hpp"
#include "net/websocket.hpp"
#include "server/errc.hpp"
#include "server/lns_gate.hpp"
#include "server/lns_messages.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <exception>
#include <utility>

namespace cupspec::server {
namespace {

using Kind = LnsEvent::Kind;

constexpr std::string_view kLnsSpeaker = "LNS";
constexpr std::size_t kMessageLimit = std::size_t{64} * 1024;  ///< a gateway's messages are below 40 KiB

/// A muxs connection; reader and pinger share it and end together.
struct MuxsSession {
    explicit MuxsSession(std::unique_ptr<net::WebSocket> opened)
        : socket{std::move(opened)}, over{socket->stream().executor()} {}

    std::unique_ptr<net::WebSocket> socket;
    net::Event over;
    bool is_over = false;
    std::string how;  ///< why it ended
};

class Service final : public Lns {
public:
    Service(LnsOptions options, AuthMode auth, Log& log)
        : options_{std::move(options)}, gate_{options_, auth}, log_{log} {}

    Result<void> listen(const net::asio::any_io_executor& executor,
                        std::optional<net::TlsContext> discovery_tls,
                        std::optional<net::TlsContext> muxs_tls);

    std::string uri() const override { return base_uri(*discovery_); }
    std::string muxs_uri() const override { return base_uri(*muxs_) + std::string{kMuxsPath}; }
    std::uint16_t discovery_port() const override { return discovery_->port(); }
    std::uint16_t muxs_port() const override { return muxs_->port(); }

    void use(LnsTls tls) override {
        if (tls.discovery) discovery_->use(std::move(*tls.discovery));
        if (tls.muxs) muxs_->use(std::move(*tls.muxs));
    }

    net::awaitable<void> stop() override {
        if (discovery_) {
            co_await discovery_->stop();
        }
        if (muxs_) {
            co_await muxs_->stop();
        }
    }

private:
    using Check = Refusal (LnsGate::*)(const net::HttpRequest&) const;

    Result<std::unique_ptr<net::AcceptLoop>> open(const net::asio::any_io_executor& executor,
                                                  const Endpoint& at, std::optional<net::TlsContext> tls,
                                                  net::Session session);
    net::awaitable<void> discovery(std::unique_ptr<net::Stream> stream);
    net::awaitable<void> muxs(std::unique_ptr<net::Stream> stream);
    net::awaitable<std::optional<net::HttpRequest>> admit(net::Stream& stream, Check check);
    net::awaitable<std::unique_ptr<net::WebSocket>> upgrade(std::unique_ptr<net::Stream> stream,
                                                            net::HttpRequest request);
    net::awaitable<void> turn_away(net::Stream& stream, Refusal refusal);
    net::awaitable<void> end(net::WebSocket& socket);
    net::awaitable<void> listen_to(MuxsSession& session, std::optional<protocol::Eui64> router);
    net::awaitable<void> keep_pinging(MuxsSession& session);

    void tell(LnsEvent event);
    void tell(Kind kind, std::optional<protocol::Eui64> router, std::string text) {
        tell(LnsEvent{kind, router, std::move(text)});
    }
    std::string base_uri(const net::AcceptLoop& loop) const {
        return (is_tls_ ? "wss://" : "ws://") + options_.host_name + ':' + std::to_string(loop.port());
    }

    LnsOptions options_;
    LnsGate gate_;  ///< borrows options_
    Log& log_;      // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlives the LNS by contract
    bool is_tls_ = false;
    std::unique_ptr<net::AcceptLoop> discovery_;
    std::unique_ptr<net::AcceptLoop> muxs_;
};

Result<std::unique_ptr<net::AcceptLoop>> Service::open(const net::asio::any_io_executor& executor,
                                                       const Endpoint& at, std::optional<net::TlsContext> tls,
                                                       net::Session session) {
    return net::AcceptLoop::open(
        executor, at.host, at.port, std::move(tls), std::move(session), options_.accept,
        [this](const protocol::TlsFacts& facts, const std::string& peer) {
            tell(Kind::refused, {}, peer + ": TLS handshake failed: " + facts.failure);
        });
}

Result<void> Service::listen(const net::asio::any_io_executor& executor,
                             std::optional<net::TlsContext> discovery_tls,
                             std::optional<net::TlsContext> muxs_tls) {
    is_tls_ = discovery_tls.has_value();
    // The muxs first: discovery names its port from the first answer on.
    auto muxs_loop = open(executor, options_.muxs, std::move(muxs_tls),
                          [this](std::unique_ptr<net::Stream> stream) { return muxs(std::move(stream)); });
    if (!muxs_loop) return muxs_loop.error();
    muxs_ = std::move(*muxs_loop);
    auto discovery_loop =
        open(executor, options_.discovery, std::move(discovery_tls),
             [this](std::unique_ptr<net::Stream> stream) { return discovery(std::move(stream)); });
    if (!discovery_loop) return discovery_loop.error();
    discovery_ = std::move(*discovery_loop);
    return {};
}

void Service::tell(LnsEvent event) {
    const std::string who = event.router ? protocol::to_id6(*event.router) : "?";
    log_.write(event.kind == Kind::refused ? LogLevel::warning : LogLevel::info, kLnsSpeaker,
               who + ' ' + std::string{name_of(event.kind)} + ": " + event.text);
    if (options_.on_event) options_.on_event(event);
}

/// @param stream the caller's, outlives the call
net::awaitable<void> Service::turn_away(net::Stream& stream, Refusal refusal) {
    tell(Kind::refused, {}, stream.peer() + ": " + std::to_string(refusal.status) + ' ' + refusal.why);
    net::HttpAnswer answer;
    answer.status = refusal.status;
    answer.headers.push_back(net::Header{"Content-Type", "text/plain; charset=utf-8"});
    if (refusal.status == 426) answer.headers.push_back(net::Header{"Upgrade", "websocket"});
    answer.body = to_bytes(refusal.why + '\n');
    const error_code written = co_await net::write_answer(stream, std::move(answer), options_.http, false);
    if (!written) {
        co_await net::close_gently(stream);
    }
}

/// The request for an upgrade that passed the gate; nothing when the gateway was turned away or went.
/// @param stream the caller's, outlives the call
net::awaitable<std::optional<net::HttpRequest>> Service::admit(net::Stream& stream, Check check) {
    std::optional<net::HttpRequest> admitted;
    auto request = co_await net::read_request(stream, options_.http);
    Refusal refusal;
    if (request) {
        refusal = (gate_.*check)(*request);
    } else {
        refusal.status = net::status_of(request.error());
        refusal.why = describe(request.error());
    }
    if (refusal.status != 0) {
        co_await turn_away(stream, std::move(refusal));
    } else if (request) {
        admitted = std::move(*request);
    }
    stream.expires_after(options_.http.idle);
    co_return admitted;
}

/// @return null when the peer broke off or asked wrongly
net::awaitable<std::unique_ptr<net::WebSocket>> Service::upgrade(std::unique_ptr<net::Stream> stream,
                                                                 net::HttpRequest request) {
    std::unique_ptr<net::WebSocket> opened;
    auto socket = co_await net::websocket_accept(std::move(stream), std::move(request), kMessageLimit);
    if (socket) {
        opened = std::move(*socket);
    } else {
        tell(Kind::refused, {}, describe(socket.error()));
    }
    co_return opened;
}

/// Answers the peer's close, or waits for it: a gateway goes on to its muxs only when discovery is closed.
/// @param socket the caller's, outlives the call
net::awaitable<void> Service::end(net::WebSocket& socket) {
    for (;;) {
        socket.stream().expires_after(options_.http.idle);
        const auto message = co_await socket.read();
        if (!message || message->kind == net::WebSocketMessage::Kind::close) break;
    }
}

net::awaitable<void> Service::discovery(std::unique_ptr<net::Stream> stream) {
    auto request = co_await admit(*stream, &LnsGate::at_discovery);
    if (!request) co_return;
    const std::string common_name = request->tls.peer_common_name;
    const auto socket = co_await upgrade(std::move(stream), std::move(*request));
    if (!socket) co_return;
    socket->stream().expires_after(options_.http.idle);
    const auto query = co_await socket->read();
    if (!query) co_return;
    if (query->kind == net::WebSocketMessage::Kind::text) {
        socket->stream().expires_after(options_.http.idle);
        LnsGate::Reply reply = gate_.reply(query->payload, common_name, muxs_uri());
        tell(std::move(reply.event));
        const error_code written = co_await socket->write_text(std::move(reply.answer));
        if (written) co_return;
    }
    if (query->kind != net::WebSocketMessage::Kind::close) {
        co_await end(*socket);
    }
}

net::awaitable<void> Service::muxs(std::unique_ptr<net::Stream> stream) {
    using boost::asio::experimental::awaitable_operators::operator&&;
    auto request = co_await admit(*stream, &LnsGate::at_muxs);
    if (!request) co_return;
    const std::string target = request->target;
    auto socket = co_await upgrade(std::move(stream), std::move(*request));
    if (!socket) co_return;
    const auto router = router_of(target);
    tell(Kind::muxs_connected, router, target);
    MuxsSession session{std::move(socket)};
    auto reader = listen_to(session, router);
    auto pinger = keep_pinging(session);
    co_await (std::move(reader) && std::move(pinger));
    tell(Kind::closed, router, session.how);
}

/// Reads until the peer closes; answers each version message. Its deadline is the pinger's.
/// @param session the caller's, outlives the call
net::awaitable<void> Service::listen_to(MuxsSession& session, std::optional<protocol::Eui64> router) {
    for (;;) {
        const auto message = co_await session.socket->read();
        if (!message) {
            session.how = describe(message.error());
            break;
        }
        if (message->kind == net::WebSocketMessage::Kind::close) {
            session.how = "closed by the gateway with " + std::to_string(message->close_code);
            break;
        }
        const auto type = message_type(message->payload);
        if (!type || *type != "version") continue;
        tell(Kind::version, router, message->payload);
        const error_code written = co_await session.socket->write_text(router_config_eu868());
        if (written) session.socket->abort();
    }
    session.is_over = true;
    session.over.notify();
}

/// Pings until the reader has ended. A ping that cannot be written within `idle` ends the connection.
/// @param session the caller's, outlives the call
net::awaitable<void> Service::keep_pinging(MuxsSession& session) {
    while (!session.is_over) {
        const auto next = std::chrono::steady_clock::now() + options_.ping_every;
        session.socket->stream().expires_at(next + options_.http.idle);
        co_await session.over.wait(next);
        if (session.is_over || std::chrono::steady_clock::now() < next) continue;
        const error_code pinged = co_await session.socket->ping();
        if (pinged) session.socket->abort();
    }
}

/// A half-started service ends in order before it goes: its muxs already accepts.
net::awaitable<void> retire(std::unique_ptr<Service> service) { co_await service->stop(); }

}  // namespace

Result<std::unique_ptr<Lns>> Lns::start(const net::asio::any_io_executor& executor, LnsOptions options,
                                        Log& log) {
    if (options.ping_every <= std::chrono::milliseconds::zero())
        return Error{Errc::bad_option, "ping_every", "must be positive"};
    auto tls = read_lns_tls({options.tc_root, options.auth, options.client_ca, options.key_log});
    if (!tls) return tls.error();
    auto service = std::make_unique<Service>(std::move(options), tls->auth, log);
    const auto listening = service->listen(executor, std::move(tls->discovery), std::move(tls->muxs));
    if (!listening) {
        // Nobody is left to own this: it owns itself until its accept loop has drained.
        net::asio::co_spawn(executor, retire(std::move(service)),
                            [](const std::exception_ptr& /*cancelled*/) {});
        return listening.error();
    }
    std::unique_ptr<Lns> started = std::move(service);
    return started;
}

}  // namespace cupspec::server
