#include "cli/exchange_json.hpp"
#include "cli/service.hpp"
#include "server/errc.hpp"
#include "server/metrics.hpp"

#include <openssl/crypto.h>

#include <csignal>
#include <utility>

namespace cupspec::cli {

/// Either all of it is good and used, or nothing has changed.
Result<void> Service::read_anew() {
    const auto setup = server::read_tls_setup(tls_files_);
    if (!setup) return setup.error();
    const auto tls = server::tls_context(tls_files_, *setup);
    if (!tls) return tls.error();
    server::Lns* const lns = crew_.first().lns.get();
    std::optional<server::LnsTls> lns_tls;
    if (lns != nullptr) {
        auto read = server::read_lns_tls(lns_files());
        if (!read) return read.error();
        lns_tls = std::move(*read);
    }
    const bool had_tls = crew_.first().server->url().starts_with("https");
    const bool lns_had_tls = lns != nullptr && lns->uri().starts_with("wss");
    if (tls->has_value() != had_tls || (lns_tls && lns_tls->discovery.has_value() != lns_had_tls)) {
        return Error{make_error_code(server::Errc::bad_option), tls_files_.root.string(),
                     "an identity came or went; that takes a restart"};
    }
    if (*tls) crew_.use(**tls, **setup);
    if (lns_tls) lns->use(std::move(*lns_tls));
    return {};
}

Result<void> Service::reload() {
    auto read = read_anew();
    if (!read) {
        ++failed_reloads_;
        context_.log.write(LogLevel::error, "SYS",
                           "not reloaded, the old certificates stay: " + describe(read.error()));
        return read;
    }
    ++reloads_;
    context_.log.write(LogLevel::info, "SYS",
                       "reloaded: new connections get the certificates as they are now");
    return read;
}

Result<void> Service::start_admin() {
    if (!setup_.admin) return {};
    AdminSource source;
    source.ready = [this] { return ready(); };
    source.metrics = [this] { return metrics(); };
    source.exchanges = [this] { return exchanges(); };
    source.reload = [this] { return reload(); };
    auto started = Admin::start(crew_.first().io.get_executor(), *setup_.admin, std::move(source));
    if (!started) return started.error();
    admin_ = std::move(*started);
    return {};
}

net::awaitable<Result<void>> Service::ready() {
    if (draining_)
        co_return Error{make_error_code(boost::system::errc::operation_canceled), "draining", "told to end"};
    co_return co_await crew_.first().server->ready();
}

net::awaitable<std::string> Service::exchanges() {
    const auto recent = co_await crew_.recent();
    co_return to_json(recent);
}

std::string Service::metrics() const {
    constexpr double kMillisecondsPerSecond = 1000.0;
    server::ProcessFacts facts;
    facts.version = CUPSPEC_VERSION;
    facts.openssl = OpenSSL_version(OPENSSL_VERSION_STRING);
    facts.started = static_cast<double>(started_.time_since_epoch().count()) / kMillisecondsPerSecond;
    facts.workers = command_.threads;
    facts.draining = draining_;
    facts.reloads = reloads_;
    facts.failed_reloads = failed_reloads_;
    return server::to_prometheus(crew_.totals(), facts);
}

void Service::await_hangup() {
    hangups_->async_wait([this](const error_code& error, int) {
        if (error) return;
        static_cast<void>(reload());  // has said what there is to say
        await_hangup();
    });
}

void Service::await_signal() {
    signals_->async_wait([this](const error_code& error, int) {
        if (error) return;
        end();
        await_signal();
    });
}

/// The first signal drains, the second one does not wait any more.
void Service::end() {
    if (std::exchange(draining_, true)) {
        crew_.stop();
        return;
    }
    context_.log.write(LogLevel::info, "SYS",
                       "ending: answers in progress are sent; a second signal cuts them");
    crew_.drain(std::chrono::steady_clock::now() + setup_.drain);
}

}  // namespace cupspec::cli
