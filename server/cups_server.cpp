#include "server/cups_server.hpp"

#include "server/authorization.hpp"
#include "server/decide.hpp"
#include "server/directory_store.hpp"
#include "server/errc.hpp"
#include "server/gateway_files.hpp"

#include <utility>

namespace cupspec::server {
namespace {

constexpr std::string_view kTarget = "/update-info";
constexpr std::string_view kSpeaker = "CUP";

net::HttpAnswer text_answer(unsigned status, const std::string& text) {
    net::HttpAnswer answer;
    answer.status = status;
    answer.headers.push_back(net::Header{"Content-Type", "text/plain; charset=utf-8"});
    answer.body = to_bytes(text + '\n');
    return answer;
}

/// The head as far as it is known before it is sent.
std::string head_of(const net::HttpAnswer& answer, std::uint64_t body_bytes) {
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + ' ' +
                       std::string{net::reason_phrase(answer.status)} + "\r\n";
    for (const net::Header& header : answer.headers) head += header.name + ": " + header.value + "\r\n";
    return head + "Content-Length: " + std::to_string(body_bytes) + "\r\n\r\n";
}

std::vector<protocol::Segment> segments_of(const Plan& plan) {
    using protocol::Segment;
    std::vector<Segment> sent;
    if (!plan.head.cups_uri.empty()) sent.push_back(Segment::cups_uri);
    if (!plan.head.tc_uri.empty()) sent.push_back(Segment::tc_uri);
    if (!plan.head.cups_cred.empty()) sent.push_back(Segment::cups_cred);
    if (!plan.head.tc_cred.empty()) sent.push_back(Segment::tc_cred);
    if (plan.head.signature) sent.push_back(Segment::signature);
    if (plan.firmware) sent.push_back(Segment::update);
    return sent;
}

/// Turned away, in words for the gateway's owner. Sets what on_exchange reports.
net::HttpAnswer refuse(Served& served, unsigned status, std::string why) {
    served.decision = std::move(why);
    return text_answer(status, served.decision);
}

class Server final : public CupsServer {
public:
    Server(CupsOptions options, AuthMode auth, Log& log)
        : options_{std::move(options)}, auth_{auth}, log_{log} {}

    Result<void> listen(const net::asio::any_io_executor& executor, std::optional<net::TlsContext> tls) {
        scheme_ = tls ? "https" : "http";
        auto loop = net::AcceptLoop::open(
            executor, options_.listen_host, options_.port, std::move(tls),
            [this](std::unique_ptr<net::Stream> stream) { return session(std::move(stream)); },
            options_.accept,
            [this](const protocol::TlsFacts& facts, const std::string& peer) {
                handshake_failed(facts, peer);
            });
        if (!loop) return loop.error();
        loop_ = std::move(*loop);
        return {};
    }

    std::uint16_t port() const override { return loop_->port(); }
    std::string url() const override {
        return scheme_ + "://" + options_.host_name + ':' + std::to_string(port());
    }
    net::awaitable<void> stop() override { return loop_->stop(); }

private:
    net::awaitable<void> session(std::unique_ptr<net::Stream> stream) {
        return net::serve_http(
            std::move(stream), [this](net::HttpRequest request) { return handle(std::move(request)); },
            options_.http);
    }

    void handshake_failed(const protocol::TlsFacts& facts, const std::string& peer) {
        log_.write(LogLevel::warning, kSpeaker, peer + ": TLS handshake failed: " + facts.failure);
        if (options_.on_failed_handshake) options_.on_failed_handshake(facts, peer);
    }

    net::awaitable<net::HttpAnswer> handle(net::HttpRequest request);
    net::awaitable<net::HttpAnswer> answer(net::HttpRequest& request, Served& served);
    net::awaitable<net::HttpAnswer> update(net::HttpRequest& request, Served& served);
    net::awaitable<net::HttpAnswer> carry_out(Plan plan, Served& served);
    net::awaitable<Result<void>> check_token(net::HttpRequest& request, Served& served, bool& authorized);
    net::HttpAnswer broken(Served& served, const Error& error);
    void report(const net::HttpAnswer& answer, Served& served);

    CupsOptions options_;
    AuthMode auth_;
    Log& log_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlives the server by contract
    std::string scheme_;
    std::unique_ptr<net::AcceptLoop> loop_;
};

/// The whole of one request: answers it and reports what was done.
net::awaitable<net::HttpAnswer> Server::handle(net::HttpRequest request) {
    Served served;
    served.exchange.started = options_.clock();
    served.exchange.peer = request.peer;
    served.exchange.tls = request.tls;
    served.exchange.request_head = request.head;
    served.exchange.request_body = request.body;
    net::HttpAnswer made = co_await answer(request, served);
    if (served.request && options_.answer_filter) options_.answer_filter(*served.request, made);
    report(made, served);
    co_return made;
}

/// Method, path and shape; `request` and `served` are the caller's frame.
net::awaitable<net::HttpAnswer> Server::answer(net::HttpRequest& request, Served& served) {
    if (request.target != kTarget) co_return refuse(served, 404, "only /update-info is served");
    if (request.method != "POST") {
        net::HttpAnswer refused = refuse(served, 405, "only POST is served");
        refused.headers.push_back(net::Header{"Allow", "POST"});
        co_return refused;
    }
    auto parsed = protocol::parse_update_info(request.body);
    if (!parsed) co_return refuse(served, 400, describe(parsed.error()));
    served.request = std::move(*parsed);
    if (auth_ == AuthMode::mutual_cn && !is_named(request.tls.peer_common_name, served.request->router))
        co_return refuse(served, 403, "the certificate is not this router's");
    co_return co_await update(request, served);
}

net::awaitable<net::HttpAnswer> Server::update(net::HttpRequest& request, Served& served) {
    GatewayStores stores;
    stores.cups = options_.store.get();
    stores.tc = options_.tc_store ? options_.tc_store.get() : stores.cups;
    stores.identity = options_.identity;
    auto loaded = co_await load_state(std::move(stores), *served.request);
    if (!loaded && loaded.error().code == Errc::unknown_router)
        co_return refuse(served, 404, describe(loaded.error()));
    if (!loaded) co_return broken(served, loaded.error());
    bool authorized = true;
    const auto checked = co_await check_token(request, served, authorized);
    if (!checked) co_return broken(served, checked.error());
    if (!authorized) {
        net::HttpAnswer refused = refuse(served, 401, "the Authorization header is not this router's");
        refused.headers.push_back(net::Header{"WWW-Authenticate", "Bearer"});
        co_return refused;
    }
    served.warnings = std::move(loaded->warnings);
    co_return co_await carry_out(decide(*served.request, loaded->state), served);
}

net::awaitable<Result<void>> Server::check_token(net::HttpRequest& request, Served& served,
                                                 bool& authorized) {
    if (auth_ != AuthMode::token) co_return Result<void>{};
    const auto tokens = co_await load_tokens(*options_.store, served.request->router);
    if (!tokens) co_return tokens.error();
    authorized = is_authorized(request.header("Authorization"), *tokens);
    co_return Result<void>{};
}

/// Nothing is sent before everything it needs is there.
net::awaitable<net::HttpAnswer> Server::carry_out(Plan plan, Served& served) {
    net::HttpAnswer answer;
    answer.headers.push_back(net::Header{"Content-Type", "application/octet-stream"});
    auto body = encode(plan);
    if (!body) co_return broken(served, body.error());
    answer.body = std::move(*body);
    if (plan.firmware) {
        auto source = co_await options_.store->open(plan.firmware->object);
        if (!source) co_return broken(served, source.error());
        if ((*source)->size() != plan.firmware->bytes) {
            const Error changed{Errc::bad_file, options_.store->where(plan.firmware->object),
                                "changed while read"};
            co_return broken(served, changed);
        }
        answer.rest = std::move(*source);
        if (!plan.head.signature && !served.request->keys.empty()) {
            served.warnings.push_back(options_.store->where(plan.firmware->object) +
                                      ": no signature by a key of the gateway; it will refuse this firmware");
        }
    }
    served.sent = segments_of(plan);
    served.decision = describe(plan);
    co_return answer;
}

net::HttpAnswer Server::broken(Served& served, const Error& error) {
    log_.write(LogLevel::error, kSpeaker, describe(error));
    if (error.code == Errc::store_unavailable) return refuse(served, 503, "the store cannot be used now");
    return refuse(served, 500, describe(error));
}

void Server::report(const net::HttpAnswer& answer, Served& served) {
    served.status = answer.status;
    served.exchange.status = answer.status;
    served.exchange.response_body = answer.body;
    served.exchange.update_omitted = answer.rest ? answer.rest->size() : 0;
    served.exchange.response_head = head_of(answer, answer.body.size() + served.exchange.update_omitted);
    served.exchange.took = options_.clock() - served.exchange.started;
    for (const std::string& warning : served.warnings) log_.write(LogLevel::warning, kSpeaker, warning);
    const std::string router = served.request ? protocol::to_id6(served.request->router) : "?";
    log_.write(
        LogLevel::info, kSpeaker,
        served.exchange.peer + ' ' + router + ": " + std::to_string(served.status) + ' ' + served.decision);
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

Result<std::unique_ptr<CupsServer>> CupsServer::start(const net::asio::any_io_executor& executor,
                                                      CupsOptions options, Log& log) {
    const AuthMode auth = options.auth.value_or(options.identity.empty() ? AuthMode::none : AuthMode::mutual);
    if (const auto opened = open_stores(options); !opened) return opened.error();
    std::optional<IdentityFiles> files;
    if (!options.identity.empty() && auth != AuthMode::none) {
        auto found = find_identity(options.root, options.identity);
        if (!found) return found.error();
        files = std::move(*found);
    }
    auto tls = server_context(auth, files, options.key_log, (options.root / options.identity).string());
    if (!tls) return tls.error();
    auto server = std::make_unique<Server>(std::move(options), auth, log);
    if (const auto listening = server->listen(executor, std::move(*tls)); !listening)
        return listening.error();
    std::unique_ptr<CupsServer> started = std::move(server);
    return started;
}

}  // namespace cupspec::server
