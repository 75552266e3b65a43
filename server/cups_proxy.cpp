#include "server/cups_proxy.hpp"

#include "net/connect.hpp"
#include "server/connection.hpp"

#include <utility>

namespace cupspec::server {
namespace {

using FarStream = Result<std::unique_ptr<net::Stream>>;

constexpr unsigned kBadGateway = 502;

class Proxy final : public CupsServer {
public:
    Proxy(CupsOptions options, ProxyTarget target, Log& log)
        : options_{std::move(options)}, target_{std::move(target)}, log_{log} {}

    Result<void> listen(const net::asio::any_io_executor& executor, std::optional<net::TlsContext> tls) {
        scheme_ = tls ? "https" : "http";
        auto loop = net::AcceptLoop::open(
            executor, options_.listen_host, options_.port, std::move(tls),
            [this](std::unique_ptr<net::Stream> stream) { return session(std::move(stream)); },
            options_.accept,
            [this](const protocol::TlsFacts& facts, const std::string& peer) {
                report_failed_handshake(facts, peer, options_, log_);
            });
        if (!loop) return loop.error();
        loop_ = std::move(*loop);
        return {};
    }

    std::uint16_t port() const override { return loop_->port(); }
    std::string url() const override {
        return scheme_ + "://" + options_.host_name + ':' + std::to_string(port());
    }
    /// Whether the server behind it can be reached is each gateway's own experience.
    net::awaitable<Result<void>> ready() override { co_return Result<void>{}; }
    void use(net::TlsContext tls, net::ServerTlsOptions /*setup*/) override { loop_->use(std::move(tls)); }
    std::optional<net::TlsContext> tls() const override { return loop_->tls(); }
    net::awaitable<void> drain(std::chrono::steady_clock::time_point deadline) override {
        loop_->stop_accepting();
        co_await loop_->ended(deadline);
        co_await loop_->stop();
    }
    net::awaitable<void> stop() override { return loop_->stop(); }

private:
    net::awaitable<void> session(std::unique_ptr<net::Stream> stream);
    net::awaitable<FarStream> reach();
    net::awaitable<void> refuse(net::Stream& near, Error why);

    CupsOptions options_;
    ProxyTarget target_;
    Log& log_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlives the proxy by contract
    std::string scheme_;
    std::unique_ptr<net::AcceptLoop> loop_;
};

net::awaitable<FarStream> Proxy::reach() {
    auto connecting =
        net::connect(target_.place.host, target_.place.port, target_.place.tls, target_.connect);
    FarStream far = co_await std::move(connecting);
    if (!far) co_return Error{far.error().code, target_.url, far.error().detail};
    (*far)->expires_after(target_.connect);
    const error_code failed = co_await (*far)->handshake();
    if (failed) co_return Error{failed, target_.url, (*far)->tls().failure};
    co_return far;
}

/// Once it has asked: an answer to no question would be a riddle. @param near the session's, outlives the
/// call
net::awaitable<void> Proxy::refuse(net::Stream& near, Error why) {
    const std::string words = describe(why);
    log_.write(LogLevel::warning, kCupsSpeaker, near.peer() + ": 502 " + words);
    const auto request = co_await net::read_request(near, options_.http);
    if (request) {
        if (options_.counters != nullptr) options_.counters->count_refused(kBadGateway);
        net::HttpAnswer answer;
        answer.status = kBadGateway;
        answer.headers.push_back({"Server", "cupspec proxy"});
        answer.headers.push_back({"Content-Type", "text/plain"});
        answer.body = to_bytes(words + '\n');
        co_await net::write_answer(near, std::move(answer), options_.http, false);
    }
    co_await net::close_gently(near);
}

net::awaitable<void> Proxy::session(std::unique_ptr<net::Stream> stream) {
    stream = observed(std::move(stream), options_);
    const std::string peer = stream->peer();
    FarStream far = co_await reach();
    if (!far) {
        co_await refuse(*stream, far.error());
        co_return;
    }
    const net::Relayed relayed = co_await net::relay(*stream, **far, target_.relay);
    log_.write(LogLevel::info, kCupsSpeaker,
               peer + ": " + std::to_string(relayed.to_far) + " bytes to " + target_.url + ", " +
                   std::to_string(relayed.to_near) + " bytes back");
}

}  // namespace

Result<std::unique_ptr<CupsServer>> start_proxy(const net::asio::any_io_executor& executor,
                                                CupsOptions options, ProxyTarget target, Log& log) {
    const TlsFiles files = tls_files(options);
    if (const auto checked = check_asked_for(files); !checked) return checked.error();
    auto tls = options.tls ? options.tls : read_tls(files);
    if (!tls) return tls.error();
    auto proxy = std::make_unique<Proxy>(std::move(options), std::move(target), log);
    if (const auto listening = proxy->listen(executor, std::move(*tls)); !listening) return listening.error();
    return std::unique_ptr<CupsServer>{std::move(proxy)};
}

}  // namespace cupspec::server
