#include "cli/crew.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace cupspec::cli {
namespace {

namespace asio = net::asio;

/// @param worker the crew's, outlives the call
net::awaitable<void> drain_worker(Worker& worker, std::chrono::steady_clock::time_point deadline) {
    co_await worker.server->drain(deadline);
    if (worker.lns) {
        co_await worker.lns->stop();
    }
}

/// @param worker the crew's, outlives the call
net::awaitable<void> stop_worker(Worker& worker) {
    co_await worker.server->stop();
    if (worker.lns) {
        co_await worker.lns->stop();
    }
}

/// Runs on the worker's own thread. @param worker the crew's, outlives the call
net::awaitable<std::vector<KeptExchange>> copy_recent(Worker& worker) {
    co_return std::vector<KeptExchange>{worker.recent.begin(), worker.recent.end()};
}

}  // namespace

Worker& Crew::add() {
    workers_.push_back(std::make_unique<Worker>());
    return *workers_.back();
}

void Crew::run() {
    for (std::size_t i = 1; i < workers_.size(); ++i) {
        Worker& worker = *workers_[i];
        worker.thread = std::thread{[&io = worker.io] {
            const auto guard = asio::make_work_guard(io);
            io.run();
        }};
    }
    const auto guard = asio::make_work_guard(first().io);
    first().io.run();
    for (std::size_t i = 1; i < workers_.size(); ++i) {
        workers_[i]->io.stop();
        workers_[i]->thread.join();
    }
}

server::Totals Crew::totals() const {
    server::Totals totals;
    for (const auto& worker : workers_) worker->counters.add_to(totals);
    return totals;
}

void Crew::keep(Worker& worker, const server::Served& served) {
    worker.recent.push_front({kept_++, served});
    if (worker.recent.size() > kRecent) worker.recent.pop_back();
}

net::awaitable<std::vector<server::Served>> Crew::recent() {
    std::vector<KeptExchange> all;
    for (const auto& worker : workers_) {
        auto copying = asio::co_spawn(worker->io, copy_recent(*worker), asio::use_awaitable);
        std::vector<KeptExchange> some = co_await std::move(copying);
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    std::ranges::sort(all, std::ranges::greater{}, &KeptExchange::number);
    if (all.size() > kRecent) all.resize(kRecent);
    std::vector<server::Served> newest;
    newest.reserve(all.size());
    for (KeptExchange& one : all) newest.push_back(std::move(one.served));
    co_return newest;
}

void Crew::use(const net::TlsContext& tls, const net::ServerTlsOptions& setup) {
    for (const auto& worker : workers_)
        asio::post(worker->io, [&server = *worker->server, tls, setup] { server.use(tls, setup); });
}

void Crew::drain(std::chrono::steady_clock::time_point deadline) {
    draining_ = true;
    for (const auto& worker : workers_) {
        asio::co_spawn(worker->io, drain_worker(*worker, deadline), [this](const std::exception_ptr&) {
            asio::post(first().io, [this] { one_ended(); });
        });
    }
}

/// What `drain` waits for ends thereby.
void Crew::stop() {
    if (!draining_) {
        drain(std::chrono::steady_clock::now());
        return;
    }
    for (const auto& worker : workers_)
        asio::co_spawn(worker->io, stop_worker(*worker), [](const std::exception_ptr& /*ended by drain*/) {});
}

void Crew::one_ended() {
    if (++ended_ == workers_.size()) first().io.stop();
}

}  // namespace cupspec::cli
