#pragma once

#include "net/stream.hpp"
#include "net/tls.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cupspec::net {

/// What happens on one connection, after the TLS handshake; owns the stream.
using Session = std::function<awaitable<void>(std::unique_ptr<Stream>)>;

/// How one connection begins that is not to begin like the others.
struct Opening {
    std::chrono::milliseconds pause{0};    ///< before anything is read from it
    std::chrono::milliseconds silence{0};  ///< what comes is read and never answered, so long; 0: no silence
    std::optional<TlsContext> tls;         ///< in place of the loop's own
    Session session;                       ///< in place of the loop's own; may be empty
};

struct AcceptLimits {
    std::chrono::milliseconds handshake{30'000};
    std::size_t connections = 10'000;  ///< at once; further ones wait in the backlog
    bool share_port = false;           ///< SO_REUSEPORT: one loop a thread on the same port
};

/// One listening port and the sessions on it. Accepts from `open` until `stop`; everything runs on one
/// executor.
class AcceptLoop {
public:
    /// Listens on host:port (port 0: any free one) and starts to accept.
    /// @param tls absent: plain TCP
    /// @param failed_handshake told about each one (may be empty): facts and peer
    /// @param host an address or a name; of a name the first address
    /// @return otherwise the socket's error, `where` = "host:port"
    static Result<std::unique_ptr<AcceptLoop>> open(
        const asio::any_io_executor& executor, const std::string& host, std::uint16_t port,
        std::optional<TlsContext> tls, Session session, AcceptLimits limits = {},
        std::function<void(const protocol::TlsFacts&, const std::string& peer)> failed_handshake = {});

    AcceptLoop() = default;
    AcceptLoop(const AcceptLoop&) = delete;
    AcceptLoop& operator=(const AcceptLoop&) = delete;
    /// Must not run before `stop` has ended, unless the executor never runs again.
    virtual ~AcceptLoop() = default;

    virtual std::uint16_t port() const = 0;
    virtual std::size_t connections() const = 0;  ///< alive now, handshakes included
    /// Asked about each connection as it comes.
    virtual void when_connection_opens(std::function<Opening(const std::string& peer)> hook) = 0;
    /// Connections that come from now on get this context; those that are there go on with theirs. Only for a
    /// loop that was opened with one.
    virtual void use(TlsContext tls) = 0;
    /// That one; nothing: plain TCP.
    virtual const std::optional<TlsContext>& tls() const = 0;
    /// Stops accepting and closes the port; sessions and handshakes go on. Who waits in the backlog is still
    /// taken in, as far as the limit allows.
    virtual void stop_accepting() = 0;
    /// Until no connection is left. @return false when the deadline came first
    virtual awaitable<bool> ended(std::chrono::steady_clock::time_point deadline) = 0;
    /// Told what a session threw: a bug of ours, which ends this session only.
    virtual void when_session_throws(std::function<void(const std::string& what)> hook) = 0;
    /// Stops accepting, aborts every session's stream, cancels what the session waits for, and returns when
    /// the last has ended. A cancelled session's next co_await throws; nobody has to catch that.
    virtual awaitable<void> stop() = 0;
};

}  // namespace cupspec::net
