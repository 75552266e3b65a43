#pragma once

#include "base/log.hpp"
#include "net/accept.hpp"
#include "net/http.hpp"
#include "protocol/eui64.hpp"
#include "server/lns_tls.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::server {

/// One step of a gateway at the LNS.
struct LnsEvent {
    enum class Kind {
        discovery,       ///< asked for its muxs; `text` is the answer
        muxs_connected,  ///< upgraded; `text` is the target
        version,         ///< `text` is the version message
        closed,          ///< the muxs connection ended; `text` says how
        refused,         ///< turned away at either endpoint; `text` says why
    };
    Kind kind = Kind::discovery;
    std::optional<protocol::Eui64> router;  ///< absent where the gateway did not say
    std::string text;
};

std::string_view name_of(LnsEvent::Kind kind);

/// How the LNS turns gateways away.
enum class LnsRefusal {
    nothing,
    discovery_status,  ///< an HTTP status in place of the upgrade to /router-info
    discovery_error,   ///< an `error` in the discovery answer
    discovery_uri,     ///< `refusal_text` in place of the muxs URI in the discovery answer
    muxs_status,       ///< an HTTP status in place of the upgrade to /router
};

struct Endpoint {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one
};

struct LnsOptions {
    std::filesystem::path tc_root;  ///< identities `infos-0` and `muxs-0`
    std::optional<AuthMode> auth;   ///< both endpoints; absent: mutual with identity files, plain ws without
    std::vector<std::filesystem::path> client_ca;  ///< beside both NAME.trust: PEM bundles or DER
    std::vector<std::string> tokens;               ///< AuthMode::token: accepted Authorization values
    Endpoint discovery;
    Endpoint muxs;
    std::string host_name = "localhost";   ///< as URIs name this machine
    std::vector<protocol::Eui64> routers;  ///< known gateways; empty: all
    LnsRefusal refusal = LnsRefusal::nothing;
    unsigned refusal_status = 401;
    std::string refusal_text = "router is not provisioned";  ///< of the two in the discovery answer
    std::chrono::milliseconds ping_every{30'000};            ///< > 0
    net::HttpLimits http;  ///< of the upgrade; `idle` also bounds the first message and the close
    net::AcceptLimits accept;
    net::KeyLog key_log;
    std::function<void(const LnsEvent&)> on_event;
};

/// The LNS a CUPS server hands out: discovery on `/router-info`, and a muxs on `/router` that answers
/// `version` with an EU868 `router_config`, pings and otherwise listens. Callbacks run on the executor's
/// thread. Source: protocol.md §9.
class Lns {
public:
    /// Listens on both endpoints. To be called on the executor's thread, or before it runs. `log` must
    /// outlive the LNS and, when this fails, the executor's next turn.
    /// @return otherwise the socket's error, missing_file, bad_option or what OpenSSL says
    static Result<std::unique_ptr<Lns>> start(const net::asio::any_io_executor& executor, LnsOptions options,
                                              Log& log);

    Lns() = default;
    Lns(const Lns&) = delete;
    Lns& operator=(const Lns&) = delete;
    /// Must not run before `stop` has ended, unless the executor never runs again.
    virtual ~Lns() = default;

    /// "wss://localhost:6038": what belongs into a tc.uri.
    virtual std::string uri() const = 0;
    /// "wss://localhost:6039/router": what discovery hands out, here without the gateway's name.
    virtual std::string muxs_uri() const = 0;
    virtual std::uint16_t discovery_port() const = 0;
    virtual std::uint16_t muxs_port() const = 0;
    /// Connections to come get these contexts; of the same AuthMode as before.
    virtual void use(LnsTls tls) = 0;
    /// Stops listening, aborts every connection and waits until the last has ended.
    virtual net::awaitable<void> stop() = 0;
};

}  // namespace cupspec::server
