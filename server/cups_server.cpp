#include "server/cups_server.hpp"

#include "net/http_sessions.hpp"
#include "server/apply_faults.hpp"
#include "server/connection.hpp"
#include "server/dialect_rules.hpp"
#include "server/directory_store.hpp"
#include "server/errc.hpp"
#include "server/update_service.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

namespace cupspec::server {
namespace {

constexpr const char* kNoTls = "this server speaks no TLS";

/// The head as far as it is known before it is sent.
std::string head_of(const net::HttpAnswer& answer, std::uint64_t body_bytes) {
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + ' ' +
                       std::string{net::reason_phrase(answer.status)} + "\r\n";
    for (const net::Header& header : answer.headers) head += header.name + ": " + header.value + "\r\n";
    return head + "Content-Length: " + std::to_string(body_bytes) + "\r\n\r\n";
}

class Server final : public CupsServer {
public:
    Server(CupsOptions options, AuthMode auth, Log& log)
        : options_{std::move(options)}, log_{log}, updates_{options_, auth, log} {}

    Result<void> listen(const net::asio::any_io_executor& executor, std::optional<net::TlsContext> tls) {
        scheme_ = tls ? "https" : "http";
        sessions_.when_refused = [this](const std::string& peer, unsigned status, const Error& why) {
            const std::string words = describe(Error{why.code, {}, why.detail});
            net::HttpAnswer told;
            told.status = status;
            replace_refusal(options_.dialect, told);
            const std::array fields{LogField{"peer", peer}, LogField{"status", std::int64_t{told.status}}};
            log_.write_with(fields, LogLevel::warning, kCupsSpeaker,
                            peer + " ?: " + std::to_string(told.status) + ' ' + words);
            if (options_.counters != nullptr) options_.counters->count_refused(told.status);
        };
        sessions_.amend_refusal = [this](net::HttpAnswer& answer) {
            const RequestFacts facts = facts_of_refused(answer.status);
            replace_refusal(options_.dialect, answer);
            spoil_refusal(facts, answer);
        };
        auto loop = net::AcceptLoop::open(
            executor, options_.listen_host, options_.port, std::move(tls),
            [this](std::unique_ptr<net::Stream> stream) { return session(std::move(stream), {}); },
            options_.accept,
            [this](const protocol::TlsFacts& facts, const std::string& peer) {
                report_failed_handshake(facts, peer, options_, log_);
            });
        if (!loop) return loop.error();
        loop_ = std::move(*loop);
        if (options_.faults != nullptr)
            loop_->when_connection_opens([this](const std::string& peer) { return open(peer); });
        return {};
    }

    /// What the script wants of TLS. @return otherwise the first line that cannot be
    Result<void> prepare_faults(const std::optional<net::ServerTlsOptions>& tls) {
        if (options_.faults == nullptr) return {};
        const FaultScript script = options_.faults->script();
        if (tls) {
            tls_faults_.emplace(*tls, options_.fault_authority, options_.clock);
            return tls_faults_->prepare(script);
        }
        const auto first = std::find_if(script.lines.begin(), script.lines.end(),
                                        [](const FaultLine& line) { return concerns_tls(line.fault.kind); });
        if (first == script.lines.end()) return {};
        return Error{Errc::bad_option, first->where, first->fault.text + ": " + kNoTls};
    }

    std::uint16_t port() const override { return loop_->port(); }
    std::string url() const override {
        return scheme_ + "://" + options_.host_name + ':' + std::to_string(port());
    }
    net::awaitable<Result<void>> ready() override;
    void use(net::TlsContext tls, net::ServerTlsOptions setup) override {
        loop_->use(std::move(tls));
        if (tls_faults_) tls_faults_->use(std::move(setup));
    }
    std::optional<net::TlsContext> tls() const override { return loop_->tls(); }
    net::awaitable<void> drain(std::chrono::steady_clock::time_point deadline) override {
        loop_->stop_accepting();
        sessions_.drain();
        co_await loop_->ended(deadline);
        co_await loop_->stop();
    }
    net::awaitable<void> stop() override { return loop_->stop(); }

private:
    /// @param faults of the connection
    net::awaitable<void> session(std::unique_ptr<net::Stream> stream, std::vector<PickedFault> faults) {
        return net::serve_http(
            observed(std::move(stream), options_),
            [this, faults = std::move(faults)](net::HttpRequest request) {
                return handle(std::move(request), faults);
            },
            options_.http, sessions_);
    }

    net::Opening open(const std::string& peer);
    void begin(PickedFault& picked, bool has_open_door, net::Opening& opening);

    net::awaitable<net::HttpAnswer> handle(net::HttpRequest request, std::vector<PickedFault> faults);
    void spoil(const net::HttpRequest& request, Served& served, net::HttpAnswer& answer);
    void spoil_refusal(RequestFacts facts, net::HttpAnswer& answer);
    void report(const net::HttpAnswer& answer, Served& served);

    CupsOptions options_;
    Log& log_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlives the server by contract
    UpdateService updates_;
    std::optional<TlsFaults> tls_faults_;
    net::HttpSessions sessions_;
    std::string scheme_;
    std::unique_ptr<net::AcceptLoop> loop_;
};

bool is_open_door(const PickedFault& picked) { return picked.fault.kind == FaultKind::no_client_auth; }

/// A connection has one certificate, and speaks TLS in one way: the last line holds.
void overrule_tls(std::span<PickedFault> faults) {
    PickedFault* before = nullptr;
    for (PickedFault& picked : faults) {
        if (!concerns_tls(picked.fault.kind)) continue;
        if (before != nullptr) before->obstacle = '"' + picked.fault.text + "\" holds in its place";
        before = &picked;
    }
}

void Server::begin(PickedFault& picked, bool has_open_door, net::Opening& opening) {
    if (!picked.obstacle.empty()) return;
    constexpr std::chrono::minutes kLongSilence{10};
    const Fault& fault = picked.fault;
    if (fault.kind == FaultKind::delay_handshake) opening.pause = *fault.time;
    if (fault.kind == FaultKind::stall_handshake) opening.silence = fault.time.value_or(kLongSilence);
    const bool opens_door = is_open_door(picked) && tls_faults_ && !opening.tls;
    if (!concerns_tls(fault.kind) && !opens_door) return;
    if (!tls_faults_) {
        picked.obstacle = kNoTls;
        return;
    }
    auto context = tls_faults_->context(fault.kind, has_open_door);
    if (context) opening.tls = std::move(*context);
    if (!context) picked.obstacle = describe(context.error());
}

/// How a connection begins by the script.
net::Opening Server::open(const std::string& peer) {
    net::Opening opening;
    std::vector<PickedFault> faults = options_.faults->next_connection();
    if (faults.empty()) return opening;
    overrule_tls(faults);
    const bool has_open_door = std::any_of(faults.begin(), faults.end(), is_open_door);
    for (PickedFault& picked : faults) {
        begin(picked, has_open_door, opening);
        log_.write(LogLevel::info, kCupsSpeaker, peer + ": " + describe(picked));
    }
    opening.session = [this, faults = std::move(faults)](std::unique_ptr<net::Stream> stream) {
        return session(std::move(stream), faults);
    };
    return opening;
}

net::awaitable<Result<void>> Server::ready() {
    for (Store* store : {options_.store.get(), options_.tc_store.get()}) {
        if (store == nullptr) continue;
        const auto listed = co_await store->list("no-such-object");
        if (!listed) co_return listed.error();
    }
    co_return Result<void>{};
}

/// The whole of one request: answers it and reports what was done.
net::awaitable<net::HttpAnswer> Server::handle(net::HttpRequest request, std::vector<PickedFault> faults) {
    Served served;
    served.faults = std::move(faults);
    const auto begun = std::chrono::steady_clock::now();
    served.exchange.started = options_.clock();
    served.exchange.peer = request.peer;
    if (options_.on_exchange) {  // nobody else looks at them, and a poll is short
        served.exchange.tls = request.tls;
        served.exchange.request_head = request.head;
        served.exchange.request_body = request.body;
    }
    net::HttpAnswer made = co_await updates_.answer(request, served);
    if (served.request && options_.answer_filter) options_.answer_filter(*served.request, made);
    spoil(request, served, made);
    report(made, served);
    if (options_.counters != nullptr)
        options_.counters->count(served, std::chrono::steady_clock::now() - begun);
    co_return made;
}

/// What the faults make of a decided answer.
void Server::spoil(const net::HttpRequest& request, Served& served, net::HttpAnswer& answer) {
    if (options_.faults != nullptr && options_.faults->has_conditions()) {
        RequestFacts facts = facts_of(request, answer);
        if (served.is_unknown) facts.set(ConditionKind::unknown_router);
        if (served.is_denied) facts.set(ConditionKind::denied);
        auto picked = options_.faults->conditioned(facts);
        std::move(picked.begin(), picked.end(), std::back_inserter(served.faults));
    }
    if (!served.faults.empty()) apply_faults(served.faults, answer, request.head + to_text(request.body));
}

/// The same of a request that was not read whole.
void Server::spoil_refusal(RequestFacts facts, net::HttpAnswer& answer) {
    if (options_.faults == nullptr || !options_.faults->has_conditions()) return;
    facts.status = answer.status;
    auto picked = options_.faults->conditioned(facts);
    if (picked.empty()) return;
    apply_faults(picked, answer);
    for (const PickedFault& one : picked) log_.write(LogLevel::info, kCupsSpeaker, "?: " + describe(one));
}

void Server::report(const net::HttpAnswer& answer, Served& served) {
    served.status = answer.status;
    served.exchange.status = answer.status;
    if (options_.on_exchange) {
        served.exchange.response_body = answer.body;
        served.exchange.update_omitted = answer.rest ? answer.rest->size() : 0;
        served.exchange.response_head = head_of(answer, answer.body.size() + served.exchange.update_omitted);
    }
    served.exchange.took = options_.clock() - served.exchange.started;
    for (const std::string& warning : served.warnings) log_.write(LogLevel::warning, kCupsSpeaker, warning);
    const std::string router = served.request ? protocol::to_id6(served.request->router) : "?";
    const std::string who = served.exchange.peer + ' ' + router + ": ";
    for (const PickedFault& picked : served.faults) {
        const bool is_told = rule_of(picked.fault.kind).stage == FaultStage::connection;
        if (!is_told) log_.write(LogLevel::info, kCupsSpeaker, who + describe(picked));
    }
    const std::array fields{LogField{"peer", served.exchange.peer}, LogField{"router", router},
                            LogField{"status", std::int64_t{served.status}},
                            LogField{"ms", std::int64_t{served.exchange.took.count()}}};
    log_.write_with(fields, LogLevel::info, kCupsSpeaker,
                    who + std::to_string(served.status) + ' ' + served.decision);
    if (options_.on_exchange) options_.on_exchange(served);
}

/// The directory, if it is one.
Result<std::unique_ptr<Store>> open_directory(const std::filesystem::path& root) {
    std::error_code ec;
    if (!std::filesystem::is_directory(root, ec))
        return Error{Errc::missing_file, root.string(), "no directory"};
    std::unique_ptr<Store> store = std::make_unique<DirectoryStore>(root);
    return store;
}

Result<void> open_stores(CupsOptions& options) {
    if (!options.store) {
        auto store = open_directory(options.root);
        if (!store) return store.error();
        options.store = std::move(*store);
    }
    if (options.tc_store || options.tc_root.empty()) return {};
    auto store = open_directory(options.tc_root);
    if (!store) return store.error();
    options.tc_store = std::move(*store);
    return {};
}

}  // namespace

TlsFiles tls_files(const CupsOptions& options) {
    return {options.root, options.identity, options.auth, options.client_ca, options.key_log};
}

Result<std::unique_ptr<CupsServer>> CupsServer::start(const net::asio::any_io_executor& executor,
                                                      CupsOptions options, Log& log) {
    const TlsFiles files = tls_files(options);
    const AuthMode auth = mode_of(files);
    if (const auto opened = open_stores(options); !opened) return opened.error();
    if (const auto checked = check_asked_for(files); !checked) return checked.error();
    const auto setup = read_tls_setup(files);
    if (!setup) return setup.error();
    auto tls = options.tls ? options.tls : tls_context(files, *setup);
    if (!tls) return tls.error();
    auto server = std::make_unique<Server>(std::move(options), auth, log);
    if (const auto prepared = server->prepare_faults(*setup); !prepared) return prepared.error();
    if (const auto listening = server->listen(executor, std::move(*tls)); !listening)
        return listening.error();
    std::unique_ptr<CupsServer> started = std::move(server);
    return started;
}

}  // namespace cupspec::server
