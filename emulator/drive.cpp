#include "emulator/drive.hpp"

#include "emulator/tls_client.hpp"
#include "net/connect.hpp"

#include <boost/asio/error.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace cupspec::emulator {
namespace {

using std::chrono::steady_clock;

std::optional<net::TlsContext> tls_for(Round& round, const Gateway& gateway, const DriveOptions& options) {
    TlsClientSetup setup;
    setup.host = round.server().host;
    setup.sni = gateway.options().settings.tls_sni && gateway.options().traits.names_server;
    setup.tls = gateway.options().traits.tls;
    setup.mode = round.auth_mode();
    setup.key_log = options.key_log;
    auto context = make_tls_client(round.credentials(), setup);
    if (context) return std::move(*context);
    round.report().exchange.tls.failure = describe(context.error());
    round.on_credentials_unusable("unusable-credentials:" + context.error().where);
    return std::nullopt;
}

/// Moves bytes until the round is over. The stream is connected and its handshake done.
net::awaitable<void> exchange(Round& round, net::Stream& stream, steady_clock::duration limit) {
    const std::string request = round.request();
    const auto sent = co_await stream.write(as_bytes(request));
    if (sent.error) {
        if (sent.error == boost::asio::error::timed_out) {
            round.on_timeout();
        } else {
            round.on_peer_closed(sent.error.message());
        }
        co_return;
    }
    Bytes buffer;
    while (!round.finished()) {
        buffer.resize(round.want());
        const std::span<std::uint8_t> space{buffer};
        const auto got = co_await stream.read_some(space);
        if (got.error == boost::asio::error::timed_out) {
            round.on_timeout();
        } else if (got.error) {
            round.on_peer_closed(got.error.message());
        } else if (round.on_bytes(ByteView{buffer}.first(got.bytes))) {
            stream.expires_after(limit);
        }
    }
}

net::awaitable<void> drive(Round& round, const Gateway& gateway, DriveOptions options) {
    std::optional<net::TlsContext> tls;
    if (round.server().tls) {
        tls = tls_for(round, gateway, options);
        if (!tls) co_return;
    }
    auto server = round.server();
    auto connected =
        co_await connect_in_turn(options.connects, std::move(server), std::move(tls), options.connect_limit);
    if (!connected) {
        round.on_connect_failed();
        co_return;
    }
    const std::unique_ptr<net::Stream> stream = std::move(*connected);
    round.report().exchange.peer = stream->peer();
    // The limit covers handshake, request, head and the first chunk together (protocol.md §4.3).
    const auto limit = scaled(gateway.options().settings.cups_timeout, options.time_scale);
    stream->expires_after(limit);
    const error_code handshake = co_await stream->handshake();
    round.report().exchange.tls = stream->tls();
    if (handshake == boost::asio::error::timed_out) {
        round.on_timeout();
        co_return;
    }
    if (handshake) {
        round.on_handshake_failed(tls_problem(stream->tls().failure));
        co_return;
    }
    co_await exchange(round, *stream, limit);
    stream->abort();  // Station never sends a close_notify (protocol.md §8)
}

}  // namespace

steady_clock::duration scaled(std::chrono::milliseconds length, double time_scale) {
    return std::chrono::duration_cast<steady_clock::duration>(
        std::chrono::duration<double, std::milli>(static_cast<double>(length.count()) / time_scale));
}

net::awaitable<Result<std::unique_ptr<net::Stream>>> connect_in_turn(net::Turnstile* turnstile,
                                                                     protocol::ServerUri server,
                                                                     std::optional<net::TlsContext> tls,
                                                                     std::chrono::milliseconds limit) {
    auto connecting = net::connect(std::move(server.host), std::move(server.port), std::move(tls), limit);
    if (turnstile == nullptr) {
        auto connected = co_await std::move(connecting);
        co_return connected;
    }
    co_await turnstile->enter();
    try {
        auto connected = co_await std::move(connecting);
        turnstile->leave();
        co_return connected;
    } catch (...) {  // cancelled; no destructor does this, for it may run after the turnstile's
        turnstile->leave();
        throw;
    }
}

net::awaitable<void> drive_round(Gateway& gateway, DriveOptions options) {
    Round& round = gateway.begin_round();
    const auto started = steady_clock::now();
    round.report().exchange.started = wall_clock();
    if (round.start()) {
        co_await drive(round, gateway, std::move(options));
    }
    round.report().exchange.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - started);
}

}  // namespace cupspec::emulator
