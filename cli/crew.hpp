#pragma once

#include "server/cups_server.hpp"
#include "server/lns.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

namespace cupspec::cli {

/// How many exchanges are kept.
inline constexpr std::size_t kRecent = 100;

/// An exchange with its number among all that were kept: clocks tell too few of them apart.
struct KeptExchange {
    std::uint64_t number = 0;
    server::Served served;
};

/// One thread's executor and its server on the common port. Members end in reverse: the servers first.
struct Worker {
    server::Counters counters;
    std::deque<KeptExchange> recent;  ///< newest first
    net::asio::io_context io{1};
    std::unique_ptr<server::CupsServer> server;
    std::unique_ptr<server::Lns> lns;  ///< of the first one only
    std::thread thread;
};

/// The workers of one `serve`. The first runs on the caller's thread, which is the crew's own: only `run` may
/// be called from another.
class Crew {
public:
    Crew() = default;
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;
    ~Crew() = default;

    /// Before `run` only.
    Worker& add();
    Worker& first() { return *workers_.front(); }
    const std::vector<std::unique_ptr<Worker>>& workers() const { return workers_; }

    /// Runs all of them until each has ended, by `drain` or `stop`.
    void run();
    /// What all workers did so far; on any thread.
    server::Totals totals() const;
    /// Remembers an exchange; on the worker's own thread.
    void keep(Worker& worker, const server::Served& served);
    /// The last exchanges of all workers, newest first.
    net::awaitable<std::vector<server::Served>> recent();
    /// Connections to come get this context on every worker. The LNS has its own.
    void use(const net::TlsContext& tls, const net::ServerTlsOptions& setup);
    /// Each lets what has begun come to its end, at most until the deadline, and ends.
    void drain(std::chrono::steady_clock::time_point deadline);
    /// Each aborts what it does, and ends.
    void stop();

private:
    void one_ended();

    std::atomic<std::uint64_t> kept_{0};

    std::vector<std::unique_ptr<Worker>> workers_;
    std::size_t ended_ = 0;  ///< workers; the first one's thread counts
    bool draining_ = false;
};

}  // namespace cupspec::cli
