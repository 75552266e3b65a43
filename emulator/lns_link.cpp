#include "emulator/lns_link.hpp"

#include "emulator/lns_messages.hpp"
#include "emulator/tls_client.hpp"
#include "emulator/token.hpp"
#include "net/errc.hpp"

#include <boost/asio/error.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr std::size_t kReceiveBuffer = std::size_t{40} * 1024;  // Station's, protocol.md §9.3
constexpr std::uint16_t kNormalClosure = 1000;
constexpr unsigned kSwitchingProtocols = 101;
constexpr const char* kDiscovery = "discovery";

constexpr const char* kConfigRefused = "router-config-refused";

/// What connections over TLS need of the regular TC set.
struct TcSet {
    protocol::CredentialSet credentials;
    AuthMode mode = AuthMode::none;
    std::string token_lines;
};

/// @return a problem slug when the files make no TLS client
std::optional<std::string> read_set(const Gateway& gateway, TcSet& set) {
    const Home& home = gateway.home();
    set.credentials = home.credentials(Category::tc, SetName::regular);
    set.mode = home.auth_mode(Category::tc, SetName::regular);
    if (set.mode == AuthMode::none) return "no-trust";
    if (set.mode != AuthMode::token) return std::nullopt;
    // A bare token is for CUPS only; what a TC segment brings is a header line.
    const TokenForm form = gateway.options().traits.token;
    auto token = read_token(set.credentials.key, form == TokenForm::bare ? TokenForm::any_line_end : form);
    if (!token) return "bad-token";
    set.token_lines = std::move(token->lines);
    return std::nullopt;
}

/// One attempt to reach the LNS, step by step.
class Attempt {
public:
    Attempt(Gateway& gateway, DriveOptions options, LnsPlan plan, std::unique_ptr<net::WebSocket>& muxs)
        : gateway_{gateway}, options_{std::move(options)}, plan_{std::move(plan)}, muxs_{muxs} {}

    net::awaitable<LnsReport> run() {
        const UriFile uri = gateway_.home().uri(Category::tc, SetName::regular);
        report_.discovery_uri = uri.text;
        bool found = !plan_.muxs_uri.empty() && take_muxs(plan_.muxs_uri);
        if (plan_.muxs_uri.empty() && read_uri(uri)) {
            report_.stage = LnsReport::Stage::discovery;
            found = co_await discover();
        }
        if (!found) co_return std::move(report_);
        report_.stage = LnsReport::Stage::muxs;
        const bool up = co_await open(muxs_server_, "muxs", report_.muxs);
        if (!up) co_return std::move(report_);
        muxs_ = std::move(socket_);
        report_.stage = LnsReport::Stage::connected;
        co_await configure();
        co_return std::move(report_);
    }

private:
    bool fail(std::string problem, std::string detail) {
        report_.problem = std::move(problem);
        report_.detail = std::move(detail);
        return false;
    }

    /// With what it takes to use it: only here does Station turn to CUPS about files (protocol.md §9.4).
    bool read_uri(const UriFile& uri) {
        report_.ask_cups = true;
        if (!uri.configured()) return fail("no-uri:tc", "tc.uri is missing or too long");
        auto server = protocol::parse_tc_uri(uri.text);
        if (!server) return fail("uri-malformed", describe(server.error()));
        discovery_server_ = std::move(*server);
        if (discovery_server_.tls && !prepare_tls(discovery_server_.host)) return false;
        report_.ask_cups = false;
        return true;
    }

    /// @return false, with the reason reported, when it is no muxs URI
    bool take_muxs(const std::string& uri) {
        auto server = protocol::parse_muxs_uri(uri);
        if (!server) return fail("uri-malformed", describe(server.error()));
        muxs_server_ = std::move(*server);
        report_.muxs_uri = uri;
        return true;
    }

    static void lift_deadline(net::Stream& stream) {
        stream.expires_at(std::chrono::steady_clock::time_point::max());
    }

    /// Discovery and muxs are mostly one host, and the files are read once per attempt: one context serves
    /// both.
    bool prepare_tls(const std::string& host) {
        if (tls_ && tls_host_ == host) return true;
        if (!tls_) {
            if (auto problem = read_set(gateway_, set_))
                return fail(std::move(*problem), "the tc.* files do not make a TLS client");
        }
        const GatewayOptions& options = gateway_.options();
        const TlsClientSetup setup{host, options.settings.tls_sni && options.traits.names_server, set_.mode,
                                   options.traits.tls, options_.key_log};
        auto context = make_tls_client(set_.credentials, setup);
        if (!context) return fail("unusable-credentials:" + context.error().where, describe(context.error()));
        tls_ = std::move(*context);
        tls_host_ = host;
        return true;
    }

    /// Connects and upgrades; on success `socket_` is open.
    net::awaitable<bool> open(protocol::ServerUri server, std::string where, protocol::TlsFacts& facts) {
        if (server.tls && !prepare_tls(server.host)) co_return false;
        auto tls = server.tls ? tls_ : std::nullopt;
        auto target = server;
        auto connected = co_await connect_in_turn(options_.connects, std::move(target), std::move(tls));
        if (!connected) co_return fail(where + "-connect-failed", describe(connected.error()));
        auto stream = std::move(*connected);
        stream->expires_after(scaled(gateway_.options().settings.tc_timeout, options_.time_scale));
        // Station arms the discovery timer with microseconds taken as seconds: it never fires (protocol.md
        // §9.1).
        if (plan_.patient && where == kDiscovery) lift_deadline(*stream);
        const error_code handshake = co_await stream->handshake();
        facts = stream->tls();
        if (handshake) co_return fail(where + ':' + tls_problem(facts.failure), facts.failure);

        auto request = upgrade_request(server, server.path.empty() ? "/router-info" : server.path,
                                       server.tls ? set_.token_lines : std::string{});
        auto upgraded =
            co_await net::websocket_connect(std::move(stream), std::move(request), kReceiveBuffer);
        if (!upgraded) co_return fail(where + "-closed", describe(upgraded.error()));
        if (upgraded->status != kSwitchingProtocols) {
            co_return fail(where + "-refused:" + std::to_string(upgraded->status),
                           "the upgrade was not answered with 101");
        }
        socket_ = std::move(upgraded->socket);
        co_return true;
    }

    net::awaitable<bool> discover() {
        const bool up = co_await open(discovery_server_, kDiscovery, report_.infos);
        if (!up) co_return false;
        auto request = discovery_request(gateway_.options().router);
        const error_code sent = co_await socket_->write_text(std::move(request));
        if (sent) co_return fail("discovery-closed", sent.message());
        auto message = co_await socket_->read();
        while (message && message->kind == net::WebSocketMessage::Kind::binary) {
            message = co_await socket_->read();
        }
        if (!message) co_return fail("discovery-closed", describe(message.error()));
        if (message->kind == net::WebSocketMessage::Kind::close)
            co_return fail("discovery-closed", "closed with code " + std::to_string(message->close_code));
        const DiscoveryAnswer answer = read_discovery(message->payload);
        if (!answer.uri.empty() && plan_.on_muxs_learned) plan_.on_muxs_learned(answer.uri);
        // In every case the client closes first and goes on once the server has (protocol.md §9.1).
        const error_code closed = co_await socket_->close(kNormalClosure);
        socket_.reset();
        co_return judge_discovery(answer, closed);
    }

    bool judge_discovery(const DiscoveryAnswer& answer, const error_code& closed) {
        if (closed == net::Errc::late_message) return fail("discovery-not-understood", closed.message());
        if (closed == boost::asio::error::timed_out)
            return fail("discovery-not-closed", "Station waits for the server's close without end");
        if (answer.fate == DiscoveryAnswer::Fate::accepted) return take_muxs(answer.uri);
        report_.ask_cups = answer.fate == DiscoveryAnswer::Fate::rejected;
        return fail(report_.ask_cups ? "discovery-rejected" : "discovery-not-understood", answer.error);
    }

    net::awaitable<void> configure() {
        const auto& options = gateway_.options();
        gateway_.lns_connected();
        if (plan_.on_connected) plan_.on_connected();
        auto version = version_message(options.station, options.model, gateway_.home().package());
        const error_code sent = co_await muxs_->write_text(std::move(version));
        if (sent) {
            fail("muxs-closed", sent.message());
            co_return;
        }
        if (plan_.patient) lift_deadline(muxs_->stream());
        auto fate = MuxsMessage::Fate::ignored;
        while (fate == MuxsMessage::Fate::ignored) {
            fate = co_await next_fate();
        }
    }

    /// What the next frame makes of the attempt; refused, too, when the connection is gone.
    net::awaitable<MuxsMessage::Fate> next_fate() {
        using Kind = net::WebSocketMessage::Kind;
        auto message = co_await muxs_->read();
        if (!message || message->kind == Kind::close) {
            fail("muxs-closed", message ? "closed with code " + std::to_string(message->close_code)
                                        : describe(message.error()));
            co_return MuxsMessage::Fate::refused;
        }
        if (message->kind != Kind::text) co_return MuxsMessage::Fate::ignored;
        const auto fate = take(std::move(message->payload));
        if (fate == MuxsMessage::Fate::refused) {
            static_cast<void>(co_await muxs_->close(kNormalClosure));
        }
        co_return fate;
    }

    MuxsMessage::Fate take(std::string payload) {
        const MuxsMessage read = read_muxs_message(payload);
        if (read.type == "router_config") report_.router_config = std::move(payload);
        if (read.fate == MuxsMessage::Fate::configured) {
            report_.stage = LnsReport::Stage::configured;
            lift_deadline(muxs_->stream());
        }
        if (read.fate == MuxsMessage::Fate::refused) fail(kConfigRefused, read.why);
        return read.fate;
    }

    Gateway& gateway_;
    DriveOptions options_;
    LnsPlan plan_;
    std::unique_ptr<net::WebSocket>& muxs_;
    std::unique_ptr<net::WebSocket> socket_;
    protocol::ServerUri discovery_server_;
    protocol::ServerUri muxs_server_;
    TcSet set_;
    std::optional<net::TlsContext> tls_;
    std::string tls_host_;
    LnsReport report_;
};

}  // namespace

std::string_view to_string(LnsReport::Stage stage) {
    constexpr std::array<std::string_view, 5> kNames{"no-uri", "discovery", "muxs", "connected",
                                                     "configured"};
    return kNames.at(static_cast<std::size_t>(stage));
}

LnsEnd end_of(const LnsReport& report) {
    if (report.problem == "discovery-rejected") return LnsEnd::rejected;
    if (report.ask_cups) return LnsEnd::no_uri;
    if (report.problem == kConfigRefused) return LnsEnd::failed;
    const bool was_up =
        report.stage == LnsReport::Stage::connected || report.stage == LnsReport::Stage::configured;
    return was_up ? LnsEnd::closed : LnsEnd::failed;
}

net::awaitable<LnsReport> connect_lns(Gateway& gateway, DriveOptions options, LnsPlan plan,
                                      std::unique_ptr<net::WebSocket>& muxs) {
    Attempt attempt{gateway, std::move(options), std::move(plan), muxs};
    co_return co_await attempt.run();
}

net::awaitable<LnsEnd> stay_connected(net::WebSocket& muxs) {
    using Kind = net::WebSocketMessage::Kind;
    for (;;) {
        const auto message = co_await muxs.read();
        if (!message || message->kind == Kind::close) co_return LnsEnd::closed;
        if (message->kind != Kind::text) continue;
        if (read_muxs_message(message->payload).fate != MuxsMessage::Fate::refused) continue;
        static_cast<void>(co_await muxs.close(kNormalClosure));
        co_return LnsEnd::failed;
    }
}

std::string to_json(const LnsReport& report) {
    nlohmann::ordered_json json{{"lns", to_string(report.stage)},
                                {"discoveryUri", report.discovery_uri},
                                {"muxsUri", report.muxs_uri},
                                {"problem", report.problem},
                                {"detail", report.detail}};
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace cupspec::emulator
