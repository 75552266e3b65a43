#pragma once

#include "capture/recording_folder.hpp"
#include "cli/admin.hpp"
#include "cli/context.hpp"
#include "cli/crew.hpp"
#include "cli/serve_setup.hpp"

#include <boost/asio/signal_set.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cupspec::cli {

/// One `cupspec serve`, from its options to its end.
class Service {
public:
    /// Both must outlive it.
    Service(const ServeCommand& command, Context& context) : command_{command}, context_{context} {}

    /// @return 0, or the exit code when it could not start
    int start();
    /// Until it is told to end. @return 0
    int run();

private:
    server::CupsOptions cups_options(std::uint16_t port, Worker& worker);
    void record_connections(server::CupsOptions& options, Worker& worker);
    Result<void> start_recording();
    Result<std::unique_ptr<server::CupsServer>> start_one(Worker& worker, server::CupsOptions options);
    Result<void> start_cups();
    Result<void> start_lns();
    std::string host_name() const { return loopback_name(setup_.listen.host); }
    Result<void> start_admin();
    void announce();
    server::LnsFiles lns_files() const;
    Result<void> read_anew();
    Result<void> reload();
    net::awaitable<Result<void>> ready();
    net::awaitable<std::string> exchanges();
    std::string metrics() const;
    void await_hangup();
    void await_signal();
    void end();

    const ServeCommand& command_;  // NOLINT(*-avoid-const-or-ref-data-members): outlives the service
    Context& context_;             // NOLINT(*-avoid-const-or-ref-data-members): the same
    ServeSetup setup_;
    std::unique_ptr<server::FaultPlayer> faults_;          ///< of all workers; empty: there are none
    std::unique_ptr<capture::RecordingFolder> recording_;  ///< outlives every connection; empty: none
    Crew crew_;
    std::unique_ptr<Admin> admin_;
    TimePoint started_ = wall_clock();
    std::uint64_t reloads_ = 0;
    std::uint64_t failed_reloads_ = 0;
    server::TlsFiles tls_files_;
    std::unique_ptr<net::asio::signal_set> signals_;
    std::unique_ptr<net::asio::signal_set> hangups_;
    bool draining_ = false;
};

}  // namespace cupspec::cli
