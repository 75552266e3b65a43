#pragma once

#include "base/log.hpp"
#include "base/time.hpp"
#include "net/accept.hpp"
#include "net/http.hpp"
#include "protocol/exchange.hpp"
#include "protocol/response.hpp"
#include "protocol/update_info.hpp"
#include "server/identity.hpp"
#include "server/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// One request that was read whole, and what became of it. Reported when the answer is made, before it is
/// sent.
struct Served {
    protocol::Exchange
        exchange;  ///< `response_head` without Date and Connection; firmware is in `update_omitted`
    std::optional<protocol::UpdateInfo> request;  ///< absent when it was no update-info request
    unsigned status = 0;
    std::vector<protocol::Segment> sent;  ///< non-empty segments of a 200, as decided
    std::string decision;                 ///< "cupsUri, cupsCred 1045 bytes CRC 0x…", or why it was refused
    std::vector<std::string> warnings;    ///< each names the file
};

struct CupsOptions {
    std::filesystem::path root;       ///< files in the Semtech layout, and the identity
    std::filesystem::path tc_root;    ///< LNS credentials; empty: `root`
    std::string identity;             ///< NAME of NAME.crt/.key/.trust; empty: none
    std::optional<AuthMode> auth;     ///< absent: mutual with an identity, else none
    std::unique_ptr<Store> store;     ///< in place of `root` for all but the identity; absent: the directory
    std::unique_ptr<Store> tc_store;  ///< in place of `tc_root`

    std::string listen_host = "127.0.0.1";
    std::uint16_t port = 0;               ///< 0: any free one
    std::string host_name = "localhost";  ///< as url() names this machine
    net::HttpLimits http;
    net::AcceptLimits accept;
    net::KeyLog key_log;
    Clock clock = wall_clock;

    std::function<void(const Served&)> on_exchange;  ///< every request that was read whole
    std::function<void(const protocol::TlsFacts&, const std::string& peer)> on_failed_handshake;
    /// May change an answer to an update-info request of a known shape before it is sent, whatever its
    /// status.
    std::function<void(const protocol::UpdateInfo&, net::HttpAnswer&)> answer_filter;
};

/// The reference CUPS server. `POST /update-info` alone; 400 for a body that is no request (naming the JSON
/// pointer), 401 and 403 by AuthMode, 404 for other paths and gateways without a record, 405 for other
/// methods, 413 beyond the limit, 500 (with a log line naming the file) for store files that cannot be used,
/// 503 (with a log line saying why) while the store itself cannot: never half an answer. Callbacks run on the
/// executor's thread.
class CupsServer {
public:
    /// Reads the identity and listens. To be called on the executor's thread, or before it runs. `log` must
    /// outlive the server.
    /// @return otherwise the socket's error, missing_file, bad_option or what OpenSSL says
    static Result<std::unique_ptr<CupsServer>> start(const net::asio::any_io_executor& executor,
                                                     CupsOptions options, Log& log);

    CupsServer() = default;
    CupsServer(const CupsServer&) = delete;
    CupsServer& operator=(const CupsServer&) = delete;
    /// Must not run before `stop` has ended, unless the executor never runs again.
    virtual ~CupsServer() = default;

    virtual std::uint16_t port() const = 0;
    /// "https://localhost:6040": what belongs into a cups.uri.
    virtual std::string url() const = 0;
    /// Stops listening, aborts every connection and waits until the last has ended.
    virtual net::awaitable<void> stop() = 0;
};

}  // namespace cupspec::server
