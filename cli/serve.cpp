#include "capture/recording_tap.hpp"
#include "cli/commands.hpp"
#include "cli/service.hpp"
#include "report/exchange_text.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <memory>
#include <utility>

namespace cupspec::cli {

using server::AuthMode;
using server::CupsServer;
using server::Lns;

server::CupsOptions Service::cups_options(std::uint16_t port, Worker& worker) {
    server::CupsOptions options;
    options.root = setup_.root;
    options.tc_root = command_.tc_root;
    if (setup_.store) options.store = setup_.store->open();
    if (setup_.tc_store) options.tc_store = setup_.tc_store->open();
    options.identity = command_.identity;
    options.auth = setup_.auth;
    options.client_ca.assign(command_.client_ca.begin(), command_.client_ca.end());
    options.dialect = setup_.dialect;
    options.faults = faults_.get();
    options.fault_authority = [&command = command_] { return read_fault_authority(command); };
    options.register_unknown = command_.register_unknown;
    options.one_shot = command_.one_shot;
    if (setup_.issuer)
        options.issuer = std::make_unique<server::CredentialIssuer>(*setup_.issuer, context_.log);
    options.save_reported = true;
    options.listen_host = setup_.listen.host;
    options.port = port;
    options.host_name = host_name();
    options.http = setup_.http;
    options.accept = setup_.accept;
    options.key_log = context_.key_log;
    Log& log = context_.log;
    options.counters = &worker.counters;
    if (recording_) record_connections(options, worker);
    const bool keeps = setup_.admin.has_value();
    const bool says_all = context_.common.verbose > 0;  // the text takes longer than the answer
    if (!keeps && !says_all) return options;
    options.on_exchange = [this, &log, &worker, keeps, says_all](const server::Served& served) {
        if (says_all) log.write(LogLevel::debug, "CUP", '\n' + report::wire_text(served.exchange, {}));
        if (keeps) crew_.keep(worker, served);
    };
    return options;
}

void Service::record_connections(server::CupsOptions& options, Worker& worker) {
    const auto sink = [&recording = *recording_](capture::Round round) { recording.add(std::move(round)); };
    options.tap = [&worker, sink](const net::Stream& stream) {
        capture::ConnectionFacts facts{stream.peer(), stream.tls(), worker.server->url()};
        return capture::make_recording_tap(std::move(facts), wall_clock, sink);
    };
    options.on_failed_handshake = [&worker, sink](const protocol::TlsFacts& tls, const std::string& peer) {
        sink(capture::failed_handshake({peer, tls, worker.server->url()}, wall_clock()));
    };
}

Result<void> Service::start_recording() {
    if (command_.record.empty()) return {};
    auto opened = capture::RecordingFolder::open(command_.record, command_.with_secrets, context_.log);
    if (!opened) return opened.error();
    recording_ = std::move(*opened);
    return {};
}

Result<std::unique_ptr<CupsServer>> Service::start_one(Worker& worker, server::CupsOptions options) {
    const auto executor = worker.io.get_executor();
    if (!setup_.proxy) return CupsServer::start(executor, std::move(options), context_.log);
    return server::start_proxy(executor, std::move(options), *setup_.proxy, context_.log);
}

Result<void> Service::start_cups() {
    std::uint16_t port = setup_.listen.port;
    for (unsigned i = 0; i < command_.threads; ++i) {
        Worker& worker = crew_.add();
        auto options = cups_options(port, worker);
        tls_files_ = tls_files(options);
        if (i > 0) options.tls = crew_.first().server->tls();
        auto started = start_one(worker, std::move(options));
        if (!started) return started.error();
        worker.server = std::move(*started);
        port = worker.server->port();
    }
    return {};
}

/// Tokens and thumbprints are a gateway's at its CUPS server; the LNS then goes by TLS alone.
server::LnsFiles Service::lns_files() const {
    server::LnsFiles files;
    files.tc_root = command_.tc_root.empty() ? setup_.root : command_.tc_root;
    files.auth = setup_.auth;
    if (files.auth == AuthMode::token) files.auth = AuthMode::server;
    if (files.auth == AuthMode::thumbprint) files.auth = AuthMode::mutual;
    if (setup_.issuer) files.client_ca = {command_.issuer_cert};
    files.key_log = context_.key_log;
    return files;
}

Result<void> Service::start_lns() {
    if (!setup_.lns) return {};
    server::LnsOptions options;
    const server::LnsFiles files = lns_files();
    options.tc_root = files.tc_root;
    options.auth = files.auth;
    options.client_ca = files.client_ca;
    options.discovery = {setup_.lns->host, setup_.lns->port};
    options.muxs = {setup_.muxs ? setup_.muxs->host : setup_.lns->host,
                    setup_.muxs ? setup_.muxs->port : std::uint16_t{0}};
    options.http = setup_.http;
    options.accept = setup_.accept;
    options.accept.share_port = false;
    options.accept.connections = command_.limits.connections;
    options.key_log = context_.key_log;
    Log& log = context_.log;
    options.on_event = [&log](const server::LnsEvent& event) {
        const std::string router = event.router ? protocol::to_id6(*event.router) : "?";
        log.write(LogLevel::info, "LNS", router + ": " + std::string{name_of(event.kind)} + ' ' + event.text);
    };
    auto started = Lns::start(crew_.first().io.get_executor(), std::move(options), context_.log);
    if (!started) return started.error();
    crew_.first().lns = std::move(*started);
    const bool differ =
        crew_.first().server->url().starts_with("https") && !crew_.first().lns->uri().starts_with("wss");
    if (differ) {
        context_.log.write(LogLevel::warning, "LNS",
                           "without TLS, for " + files.tc_root.string() + " has no infos-0.crt");
    }
    return {};
}

int Service::start() {
    auto setup = read_setup(command_, environment);
    if (!setup) return fail(setup.error());
    setup_ = std::move(*setup);
    if (setup_.faults) faults_ = std::make_unique<server::FaultPlayer>(*setup_.faults);
    if (!setup_.root.empty()) warn_of_open_keys(context_, setup_.root);
    if (!command_.tc_root.empty()) warn_of_open_keys(context_, command_.tc_root);
    if (setup_.issuer) warn_of_open_key(context_, command_.issuer_key);
    if (const auto started = start_recording(); !started) return fail(started.error());
    if (const auto started = start_cups(); !started) return fail(started.error());
    if (const auto started = start_lns(); !started) return fail(started.error());
    if (const auto started = start_admin(); !started) return fail(started.error());
    return kGood;
}

void Service::announce() {
    const std::string url = crew_.first().server->url();
    const Lns* lns = crew_.first().lns.get();
    if (context_.common.json) {
        nlohmann::ordered_json json{{"url", url}};
        json["lns"] = lns == nullptr ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(lns->uri());
        json["muxs"] =
            lns == nullptr ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(lns->muxs_uri());
        json["admin"] = admin_ ? nlohmann::ordered_json(admin_->url()) : nlohmann::ordered_json(nullptr);
        context_.out.write(json.dump() + '\n');
        return;
    }
    context_.out.write(url + '\n');
    if (admin_) context_.log.write(LogLevel::info, "SYS", "admin on " + admin_->url());
    if (lns != nullptr)
        context_.log.write(LogLevel::info, "LNS", "discovery " + lns->uri() + ", muxs " + lns->muxs_uri());
}

namespace {

/// From its start on SIGHUP is a request to reload; one that comes before anybody listens would end us, so it
/// waits.
void hold_hangups(int how) {
    sigset_t hangup{};
    sigemptyset(&hangup);
    sigaddset(&hangup, SIGHUP);
    ::pthread_sigmask(how, &hangup, nullptr);
}

}  // namespace

int Service::run() {
    signals_ = std::make_unique<net::asio::signal_set>(crew_.first().io, SIGINT, SIGTERM);
    hangups_ = std::make_unique<net::asio::signal_set>(crew_.first().io, SIGHUP);
    await_signal();
    await_hangup();
    hold_hangups(SIG_UNBLOCK);
    announce();
    crew_.run();
    return kGood;
}

int execute(const ServeCommand& command, Context& context) {
    hold_hangups(SIG_BLOCK);
    Service service{command, context};
    if (const int code = service.start(); code != kGood) return code;
    return service.run();
}

}  // namespace cupspec::cli
