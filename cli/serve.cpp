#include "cli/commands.hpp"
#include "cli/endpoint.hpp"
#include "cli/store_place.hpp"
#include "report/exchange_text.hpp"
#include "server/cups_server.hpp"
#include "server/lns.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <memory>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace cupspec::cli {
namespace {

namespace asio = net::asio;
using server::AuthMode;
using server::CupsServer;
using server::Lns;

std::optional<AuthMode> auth_of(std::string_view word) {
    struct Name {
        std::string_view word;
        AuthMode mode;
    };
    constexpr std::array kNames{Name{"none", AuthMode::none}, Name{"server", AuthMode::server},
                                Name{"mutual", AuthMode::mutual}, Name{"mutual-cn", AuthMode::mutual_cn},
                                Name{"token", AuthMode::token}};
    const auto* found =
        std::find_if(kNames.begin(), kNames.end(), [word](const Name& name) { return name.word == word; });
    return found == kNames.end() ? std::nullopt : std::optional{found->mode};
}

net::awaitable<void> stop_server(CupsServer& server) { co_await server.stop(); }
net::awaitable<void> stop_lns(Lns& lns) { co_await lns.stop(); }

/// One thread's executor and its server on the common port. Members end in reverse: the server first.
struct Worker {
    asio::io_context io{1};
    std::unique_ptr<CupsServer> server;
    std::unique_ptr<Lns> lns;  ///< of the first one only
    std::thread thread;
};

class Service {
public:
    Service(const ServeCommand& command, Context& context) : command_{command}, context_{context} {}

    /// @return 0, or the exit code when it could not start
    int start();
    int run();

private:
    server::CupsOptions cups_options(std::uint16_t port) const;
    Result<Endpoint> endpoint(const std::string& option, const std::string& text) const;
    Result<void> read_endpoints();
    Result<void> find_root();
    Result<void> read_stores();
    Result<void> start_cups();
    Result<void> start_lns();
    std::string host_name() const { return loopback_name(listen_.host); }
    void announce();
    void stop_worker(Worker& worker);

    const ServeCommand& command_;
    Context& context_;
    Endpoint listen_;
    std::optional<Endpoint> lns_;
    std::optional<Endpoint> muxs_;
    std::string root_;  ///< of the identity; empty: none
    std::optional<StorePlace> store_;
    std::optional<StorePlace> tc_store_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

server::CupsOptions Service::cups_options(std::uint16_t port) const {
    server::CupsOptions options;
    options.root = root_;
    options.tc_root = command_.tc_root;
    if (store_) options.store = store_->open();
    if (tc_store_) options.tc_store = tc_store_->open();
    options.identity = command_.identity;
    if (!command_.auth.empty()) options.auth = auth_of(command_.auth);
    options.listen_host = listen_.host;
    options.port = port;
    options.host_name = host_name();
    options.accept.share_port = command_.threads > 1;
    options.key_log = context_.key_log;
    Log& log = context_.log;
    options.on_exchange = [&log](const server::Served& served) {
        log.write(LogLevel::debug, "CUP", '\n' + report::wire_text(served.exchange, {}));
    };
    return options;
}

Result<void> Service::start_cups() {
    std::uint16_t port = listen_.port;
    for (unsigned i = 0; i < command_.threads; ++i) {
        auto worker = std::make_unique<Worker>();
        auto started = CupsServer::start(worker->io.get_executor(), cups_options(port), context_.log);
        if (!started) return started.error();
        worker->server = std::move(*started);
        port = worker->server->port();
        workers_.push_back(std::move(worker));
    }
    return {};
}

Result<void> Service::start_lns() {
    if (!lns_) return {};
    server::LnsOptions options;
    options.tc_root = command_.tc_root.empty() ? root_ : command_.tc_root;
    // A token is the gateway's at its CUPS server; the LNS then goes by TLS alone.
    if (!command_.auth.empty())
        options.auth = command_.auth == "token" ? AuthMode::server : auth_of(command_.auth);
    options.discovery = {lns_->host, lns_->port};
    options.muxs = {muxs_ ? muxs_->host : lns_->host, muxs_ ? muxs_->port : std::uint16_t{0}};
    options.key_log = context_.key_log;
    Log& log = context_.log;
    options.on_event = [&log](const server::LnsEvent& event) {
        const std::string router = event.router ? protocol::to_id6(*event.router) : "?";
        log.write(LogLevel::info, "LNS", router + ": " + std::string{name_of(event.kind)} + ' ' + event.text);
    };
    auto started = Lns::start(workers_.front()->io.get_executor(), std::move(options), context_.log);
    if (!started) return started.error();
    workers_.front()->lns = std::move(*started);
    return {};
}

/// An endpoint option, which only names loopback unless --expose is given. @return otherwise a usage error
Result<Endpoint> Service::endpoint(const std::string& option, const std::string& text) const {
    const auto bad = [&](const char* why) {
        return Error{make_error_code(boost::system::errc::invalid_argument), option + ' ' + text, why};
    };
    auto endpoint = parse_endpoint(text);
    if (!endpoint) return bad("HOST:PORT is needed, such as 127.0.0.1:0 or [::1]:6040");
    if (!command_.expose && !is_loopback(endpoint->host))
        return bad("others could reach it, and this is a test tool: use 127.0.0.1, or add --expose");
    return std::move(*endpoint);
}

Result<void> Service::read_endpoints() {
    auto listen = endpoint("--listen", command_.listen);
    if (!listen) return listen.error();
    listen_ = std::move(*listen);
    for (const auto& [option, text, target] :
         {std::tuple{"--lns", &command_.lns, &lns_}, std::tuple{"--muxs", &command_.muxs, &muxs_}}) {
        if (text->empty()) continue;
        auto read = endpoint(option, *text);
        if (!read) return read.error();
        *target = std::move(*read);
    }
    if (muxs_ && !lns_)
        return Error{make_error_code(boost::system::errc::invalid_argument), "--muxs", "needs --lns"};
    return {};
}

/// A server's own certificate and key lie in a directory, whatever its store is.
Result<void> Service::find_root() {
    const auto bad = [](const char* option, const char* why) {
        return Error{make_error_code(boost::system::errc::invalid_argument), option, why};
    };
    if (command_.root.empty() && command_.store.empty())
        return bad("serve", "--root DIR or --store DIR|s3://BUCKET/PREFIX is needed");
    root_ = command_.root;
    if (root_.empty() && !server::is_s3_uri(command_.store)) root_ = command_.store;
    if (root_.empty() && !command_.identity.empty())
        return bad("--identity", "needs --root DIR beside a bucket: its certificate and key lie there");
    if (root_.empty() && command_.tc_root.empty() && lns_)
        return bad("--lns", "needs --root DIR or --tc-root DIR beside a bucket: its identities lie there");
    return {};
}

Result<void> Service::read_stores() {
    for (const auto& [text, target] :
         {std::tuple{&command_.store, &store_}, std::tuple{&command_.tc_store, &tc_store_}}) {
        if (text->empty()) continue;
        auto found = find_store(*text, environment);
        if (!found) return found.error();
        *target = std::move(*found);
    }
    return {};
}

int Service::start() {
    if (const auto read = read_endpoints(); !read) return fail(read.error());
    if (const auto found = find_root(); !found) return fail(found.error());
    if (const auto read = read_stores(); !read) return fail(read.error());
    if (!root_.empty()) warn_of_open_keys(context_, root_);
    if (!command_.tc_root.empty()) warn_of_open_keys(context_, command_.tc_root);
    if (const auto started = start_cups(); !started) return fail(started.error());
    if (const auto started = start_lns(); !started) return fail(started.error());
    return kGood;
}

void Service::announce() {
    const std::string url = workers_.front()->server->url();
    const Lns* lns = workers_.front()->lns.get();
    if (context_.common.json) {
        nlohmann::ordered_json json{{"url", url}};
        json["lns"] = lns == nullptr ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(lns->uri());
        json["muxs"] =
            lns == nullptr ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(lns->muxs_uri());
        context_.out.write(json.dump() + '\n');
        return;
    }
    context_.out.write(url + '\n');
    if (lns != nullptr)
        context_.log.write(LogLevel::info, "LNS", "discovery " + lns->uri() + ", muxs " + lns->muxs_uri());
}

/// Runs on the worker's own thread: stops what it holds, then its loop.
void Service::stop_worker(Worker& worker) {
    const auto stop_loop = [&worker](const std::exception_ptr&) { worker.io.stop(); };
    const auto stop_cups = [&worker, stop_loop](const std::exception_ptr&) {
        asio::co_spawn(worker.io, stop_server(*worker.server), stop_loop);
    };
    if (worker.lns) {
        asio::co_spawn(worker.io, stop_lns(*worker.lns), stop_cups);
    } else {
        stop_cups(nullptr);
    }
}

int Service::run() {
    Worker& first = *workers_.front();
    asio::signal_set signals{first.io, SIGINT, SIGTERM};
    signals.async_wait([this](const error_code& error, int) {
        if (error) return;
        for (const auto& worker : workers_) stop_worker(*worker);
    });
    announce();
    for (std::size_t i = 1; i < workers_.size(); ++i)
        workers_[i]->thread = std::thread{[&io = workers_[i]->io] { io.run(); }};
    first.io.run();
    for (std::size_t i = 1; i < workers_.size(); ++i) workers_[i]->thread.join();
    return kGood;
}

}  // namespace

int execute(const ServeCommand& command, Context& context) {
    Service service{command, context};
    if (const int code = service.start(); code != kGood) return code;
    return service.run();
}

}  // namespace cupspec::cli
