#include "emulator/station_loop.hpp"

#include "net/event.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace cupspec::emulator {
namespace {

using std::chrono::steady_clock;

bool is_success(Outcome outcome) { return outcome == Outcome::updated || outcome == Outcome::no_updates; }

net::awaitable<void> read_on(net::WebSocket& muxs) {
    for (;;) {
        const auto message = co_await muxs.read();
        if (!message || message->kind == net::WebSocketMessage::Kind::close) co_return;
    }
}

/// The muxs connection between two rounds: read all the time, so that pings are answered.
class MuxsLink {
public:
    explicit MuxsLink(net::asio::any_io_executor executor)
        : executor_{std::move(executor)}, changed_{executor_} {}

    bool open() const { return reading_; }

    void hold(std::unique_ptr<net::WebSocket> muxs) {
        muxs_ = std::move(muxs);
        reading_ = true;
        // An exception is the cancellation of a station that is torn down.
        net::asio::co_spawn(executor_, read_on(*muxs_), [this](const std::exception_ptr&) {
            reading_ = false;
            changed_.notify();
        });
    }

    net::awaitable<void> drop() {
        if (muxs_) muxs_->abort();
        while (reading_) {
            co_await changed_.wait();
        }
        muxs_.reset();
    }

    /// Until the time has come, or an open link is lost. @return true when it was lost
    net::awaitable<bool> wait(steady_clock::time_point end) {
        const bool was_open = open();
        while (steady_clock::now() < end) {
            co_await changed_.wait(end);
            if (was_open && !open()) co_return true;
        }
        co_return false;
    }

private:
    net::asio::any_io_executor executor_;
    net::Event changed_;
    std::unique_ptr<net::WebSocket> muxs_;
    bool reading_ = false;
};

class Station {
public:
    Station(Disk& disk, StationOptions options, StationWatcher& watcher, net::asio::any_io_executor executor)
        : disk_{disk}, options_{std::move(options)}, watcher_{watcher}, link_{std::move(executor)} {}

    net::awaitable<StationEnd> run() {
        bool restart = true;
        while (restart) {
            restart = co_await live();
        }
        co_await link_.drop();
        co_return end_;
    }

private:
    /// One life of the process. @return true when a firmware restarted it
    net::awaitable<bool> live() {
        const bool started = co_await power_on();
        if (!started) {
            co_return false;
        }
        co_await contact_lns();
        while (!over()) {
            const bool restarted = co_await round();
            if (end_.crashed || restarted) {
                co_return restarted && !over();
            }
            co_await contact_lns();
            if (!over()) {
                co_await wait();
            }
        }
        co_return false;
    }

    /// @return false when Station would exit
    net::awaitable<bool> power_on() {
        gateway_.emplace(disk_, options_.home, options_.gateway);
        co_await link_.drop();
        if (const auto refusal = gateway_->start()) {
            end_.start_refused = true;
            watcher_.on_round(*refusal);
            co_return false;
        }
        if (gateway_->finds_update()) {
            co_await update_found();
        }
        if (!gateway_->cups_enabled()) {
            watcher_.on_cups_disabled();
        }
        co_return true;
    }

    /// @return true when a firmware was run that restarted the Station
    net::awaitable<bool> round() {
        if (!gateway_->cups_enabled()) {
            ++rounds_;  // of those that cannot take place
            end_.last_failed = true;
            pause_ = options_.gateway.settings.resync;  // until the LNS is tried again
            co_return false;
        }
        auto drive = options_.drive;
        const RoundReport report = co_await drive_round(*gateway_, std::move(drive), link_.open());
        ++rounds_;
        end_.crashed = report.outcome == Outcome::crashed;
        end_.last_failed = !is_success(report.outcome);
        steady_ = report.outcome == Outcome::no_updates;
        pause_ = report.next.after;
        watcher_.on_round(report);
        if (report.tc_changed) {
            co_await link_.drop();
        }
        if (report.update.file.empty() || options_.gateway.update_policy != UpdatePolicy::run)
            co_return false;
        co_return co_await execute();
    }

    net::awaitable<bool> execute() {
        const auto before = gateway_->home().package();
        auto file = options_.gateway.update_file;
        auto bounds = options_.update;
        const UpdateRunResult result = co_await run_update(std::move(file), std::move(bounds));
        watcher_.on_update_run(result);
        co_return gateway_->home().package() != before;
    }

    net::awaitable<void> update_found() {
        watcher_.on_update_found(options_.gateway.update_file);
        if (options_.gateway.update_policy == UpdatePolicy::run) static_cast<void>(co_await execute());
    }

    net::awaitable<void> contact_lns() {
        if (!options_.gateway.lns || link_.open()) co_return;
        co_await link_.drop();
        std::unique_ptr<net::WebSocket> muxs;
        auto drive = options_.drive;
        const LnsReport report = co_await connect_lns(*gateway_, std::move(drive), muxs);
        configured_ = report.ok();
        // Without a usable LNS, CUPS is asked again soon whatever it said (protocol.md §9.4).
        if (report.ask_cups) pause_ = std::min(pause_, options_.gateway.settings.resync);
        watcher_.on_lns(report);
        if (muxs && report.ok()) link_.hold(std::move(muxs));
    }

    net::awaitable<void> wait() {
        const auto end = steady_clock::now() + scaled(pause_, options_.drive.time_scale);
        const bool lost = co_await link_.wait(end);
        if (!lost) co_return;
        watcher_.on_lns_lost();
        static_cast<void>(co_await link_.wait(end));
    }

    /// Also notes whether the station got where it was to go.
    bool over() {
        const bool all_rounds = options_.rounds != 0 && rounds_ >= options_.rounds;
        switch (options_.until) {
            case Until::forever: end_.reached = all_rounds; break;
            case Until::steady: end_.reached = steady_; break;
            case Until::lns: end_.reached = configured_; break;
        }
        return end_.reached || all_rounds;
    }

    Disk& disk_;
    StationOptions options_;
    StationWatcher& watcher_;
    MuxsLink link_;
    std::optional<Gateway> gateway_;
    StationEnd end_;
    std::chrono::milliseconds pause_{0};
    unsigned rounds_ = 0;
    bool steady_ = false;
    bool configured_ = false;
};

}  // namespace

net::awaitable<StationEnd> run_station(Disk& disk, StationOptions options, StationWatcher& watcher) {
    auto executor = co_await net::asio::this_coro::executor;
    Station station{disk, std::move(options), watcher, std::move(executor)};
    co_return co_await station.run();
}

}  // namespace cupspec::emulator
