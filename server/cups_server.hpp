#pragma once

#include "base/log.hpp"
#include "base/time.hpp"
#include "net/accept.hpp"
#include "net/http.hpp"
#include "net/tapped_stream.hpp"
#include "protocol/exchange.hpp"
#include "protocol/response.hpp"
#include "protocol/update_info.hpp"
#include "server/counters.hpp"
#include "server/credential_issuer.hpp"
#include "server/dialect.hpp"
#include "server/fault_player.hpp"
#include "server/identity.hpp"
#include "server/store.hpp"
#include "server/tls_faults.hpp"

#include <chrono>
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
    /// `response_head` without Date and Connection; firmware is in `update_omitted`. What faults of the
    /// delivery did is not in it.
    protocol::Exchange exchange;
    std::optional<protocol::UpdateInfo> request;  ///< absent when it was no update-info request
    unsigned status = 0;
    std::vector<protocol::Segment> sent;  ///< non-empty segments of a 200, as decided
    std::string decision;                 ///< "cupsUri, cupsCred 1045 bytes CRC 0x…", or why it was refused
    std::vector<std::string> warnings;    ///< each names the file
    bool is_unknown = false;              ///< refused: the gateway has no record
    bool is_denied = false;               ///< refused: the client may not speak for the gateway
    std::vector<PickedFault> faults;      ///< of its connection, then of the answer
};

struct CupsOptions {
    std::filesystem::path root;       ///< files in the Semtech layout, and the identity
    std::filesystem::path tc_root;    ///< LNS credentials; empty: `root`
    std::string identity;             ///< NAME of NAME.crt/.key/.trust; empty: none
    std::optional<AuthMode> auth;     ///< absent: mutual with an identity, else none
    std::unique_ptr<Store> store;     ///< in place of `root` for all but the identity; absent: the directory
    std::unique_ptr<Store> tc_store;  ///< in place of `tc_root`
    /// How long one request may go on asking the stores: with what has begun by then it stays below the 60 s
    /// after which Station hangs up (protocol.md).
    std::chrono::milliseconds store_patience{30'000};
    std::unique_ptr<CredentialIssuer> issuer;  ///< of LNS credentials where there are no files; absent: none

    std::vector<std::filesystem::path> client_ca;  ///< beside NAME.trust: PEM bundles or DER
    DialectTraits dialect;
    bool register_unknown = false;  ///< a gateway without a record gets an empty one in `root`; else refused
    bool save_reported = false;     ///< what gateways report goes into the store (ReportedStates)
    bool one_shot = false;          ///< each set of credentials is served to a gateway once, then 403

    FaultPlayer* faults = nullptr;         ///< what goes wrong on purpose; outlives the server; null: nothing
    FaultAuthoritySource fault_authority;  ///< who issues the certificates of TLS faults; may be empty

    std::string listen_host = "127.0.0.1";
    std::uint16_t port = 0;               ///< 0: any free one
    std::string host_name = "localhost";  ///< as url() names this machine
    net::HttpLimits http;
    net::AcceptLimits accept;
    net::KeyLog key_log;
    /// Of another server on the same port: each resumes what the other has begun. Absent: from the files.
    std::optional<net::TlsContext> tls;
    Clock clock = wall_clock;
    Counters* counters = nullptr;  ///< borrowed, outlives the server and its executor; null: none

    net::TapSource tap;  ///< hears what crosses each connection, faults included; empty: nobody does
    std::function<void(const Served&)> on_exchange;  ///< every request that was read whole
    std::function<void(const protocol::TlsFacts&, const std::string& peer)> on_failed_handshake;
    /// May change an answer to an update-info request of a known shape before it is sent, whatever its
    /// status.
    std::function<void(const protocol::UpdateInfo&, net::HttpAnswer&)> answer_filter;
};

/// The files of its TLS.
TlsFiles tls_files(const CupsOptions& options);

/// The reference CUPS server. `POST /update-info` alone; 400 for a body that is no request (naming the JSON
/// pointer), 401 and 403 by AuthMode, 404 for other paths and gateways without a record, 405 for other
/// methods, 408, 413 and 431 beyond the limits, all unless the dialect says otherwise; 500 (with a log line
/// naming the file) for store files that cannot be used, 503 (with a log line saying why) while the store
/// itself cannot: never half an answer. Callbacks run on the executor's thread.
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
    /// Whether the stores can be used now. @return otherwise why not
    virtual net::awaitable<Result<void>> ready() = 0;
    /// Connections to come get this context, as of tls_context(tls_files(options), setup), and the faults of
    /// TLS are made from this setup; connections that are there keep theirs. Only for a server that has TLS.
    virtual void use(net::TlsContext tls, net::ServerTlsOptions setup) = 0;
    /// What connections to come get; nothing: plain HTTP.
    virtual std::optional<net::TlsContext> tls() const = 0;
    /// Stops listening and lets what has begun come to its end: a request that is being read is answered, an
    /// answer that is being sent is sent whole, connections without either are closed. Whoever is left at the
    /// deadline is aborted, as by `stop`.
    virtual net::awaitable<void> drain(std::chrono::steady_clock::time_point deadline) = 0;
    /// Stops listening, aborts every connection and waits until the last has ended.
    virtual net::awaitable<void> stop() = 0;
};

}  // namespace cupspec::server
