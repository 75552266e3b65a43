#include "emulator/station_loop.hpp"

#include "emulator/station_machine.hpp"
#include "emulator/task.hpp"
#include "net/event.hpp"

#include <boost/asio/this_coro.hpp>

#include <optional>
#include <utility>

namespace cupspec::emulator {
namespace {

using std::chrono::steady_clock;

// Station 2.0.6 starts its engines so long after the process (protocol.md §1.4).
constexpr std::chrono::milliseconds kStartDelay{200};

/// The machine's clock: the steady one, `time_scale` times faster.
class ScaledClock {
public:
    explicit ScaledClock(double time_scale) : time_scale_{time_scale} {}

    TimePoint now() const {
        const std::chrono::duration<double, std::milli> real = steady_clock::now() - start_;
        return TimePoint{std::chrono::milliseconds{static_cast<std::int64_t>(real.count() * time_scale_)}};
    }
    steady_clock::time_point real(TimePoint time) const {
        // One millisecond more: `now` cuts what it shows, and must not be early when the timer fires.
        return start_ + scaled(time.time_since_epoch() + std::chrono::milliseconds{1}, time_scale_);
    }

private:
    double time_scale_;
    steady_clock::time_point start_ = steady_clock::now();
};

/// The shell around StationMachine: does what it says, and tells it what came of it.
class Station {
public:
    Station(Disk& disk, StationOptions options, StationWatcher& watcher,
            const net::asio::any_io_executor& executor)
        : disk_{disk},
          options_{std::move(options)},
          watcher_{watcher},
          clock_{options_.drive.time_scale},
          changed_{executor},
          connects_{executor},
          round_{executor, changed_},
          lns_{executor, changed_},
          update_{executor, changed_} {
        options_.drive.connects = &connects_;
    }

    net::awaitable<StationEnd> run() {
        bool restart = true;
        while (restart) {
            restart = co_await live();
            co_await round_.end();
            co_await lns_.end();
        }
        co_await finish_update();
        co_return end_;
    }

private:
    /// What a firmware that leaves another version.txt means.
    enum class OnNewVersion { restart, carry_on };

    /// One life of the process. @return true when a firmware restarted it
    net::awaitable<bool> live() {
        restarted_ = false;
        const bool started = co_await power_on();
        if (!started) co_return false;
        co_await net::sleep_for(scaled(kStartDelay, options_.drive.time_scale));
        co_await perform(machine_->start(clock_.now()));
        while (!ended() && is_alive()) {
            co_await wait_for_work();
            co_await take_results();
        }
        co_return restarted_ && !over();
    }

    /// This life, one way or another.
    bool ended() { return restarted_ || end_.crashed || over(); }

    /// Something runs, is due or has left a result.
    bool is_alive() const {
        const bool runs = round_.running() || lns_.running() || update_.running();
        return runs || machine_->deadline() || work_is_there();
    }

    net::awaitable<void> wait_for_work() {
        if (work_is_there()) co_return;
        const auto due = machine_->deadline();
        co_await changed_.wait(due ? clock_.real(*due) : steady_clock::time_point::max());
    }

    net::awaitable<void> take_results() {
        if (auto report = round_.take()) {
            co_await on_round(std::move(*report));
        }
        judge_update();
        if (ended()) co_return;
        if (const auto end = lns_.take()) {
            co_await perform(machine_->on_lns_ended(*end, clock_.now()));
        }
        co_await perform(machine_->on_time(clock_.now()));
    }

    bool work_is_there() const {
        const auto due = machine_->deadline();
        const bool results = round_.has_result() || lns_.has_result() || update_.has_result();
        return results || (due && *due <= clock_.now());
    }

    /// @return false when Station would exit
    net::awaitable<bool> power_on() {
        gateway_.emplace(disk_, options_.home, options_.gateway);
        muxs_uri_.clear();
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
            // Rounds were asked for, and there will be none.
            end_.last_failed = options_.rounds != 0;
            if (options_.rounds != 0 && options_.until == Until::forever) co_return false;
        }
        StationMachine::Config config;
        config.settings = options_.gateway.settings;
        config.traits = options_.gateway.traits;
        config.cups = gateway_->cups_enabled();
        config.lns = options_.gateway.lns;
        machine_.emplace(config);
        co_return true;
    }

    net::awaitable<void> perform(StationMachine::Actions actions) {
        for (const StationAction action : actions) {
            switch (action) {
                case StationAction::start_round: round_.start(round()); break;
                case StationAction::discover: lns_.start(reach_lns(std::string{})); break;
                case StationAction::connect_muxs: lns_.start(reach_lns(muxs_uri_)); break;
                case StationAction::stop_lns: co_await lns_.end(); break;
            }
        }
    }

    net::awaitable<RoundReport> round() {
        auto drive = options_.drive;
        co_await drive_round(*gateway_, std::move(drive));
        co_return gateway_->end_round(machine_->lns_is_connected());
    }

    /// One attempt, and if it succeeds the connection until it ends.
    net::awaitable<LnsEnd> reach_lns(std::string known_muxs) {
        LnsPlan plan;
        plan.muxs_uri = std::move(known_muxs);
        plan.patient = true;
        plan.on_muxs_learned = [this](const std::string& uri) {
            muxs_uri_ = uri;
            machine_->on_muxs_learned();
        };
        plan.on_connected = [this] { machine_->on_lns_connected(clock_.now()); };
        auto drive = options_.drive;
        std::unique_ptr<net::WebSocket> muxs;
        const LnsReport report = co_await connect_lns(*gateway_, std::move(drive), std::move(plan), muxs);
        watcher_.on_lns(report);
        if (!report.ok()) co_return end_of(report);
        configured_ = true;
        changed_.notify();
        const LnsEnd end = co_await stay_connected(*muxs);
        watcher_.on_lns_lost();
        co_return end;
    }

    net::awaitable<void> on_round(RoundReport report) {
        ++rounds_;
        end_.crashed = report.outcome == Outcome::crashed;
        end_.last_failed = !is_success(report.outcome);
        steady_ = report.outcome == Outcome::no_updates;
        auto actions = machine_->on_round(report, clock_.now());
        watcher_.on_round(report);
        if (runs_update(report)) {
            co_await start_update(OnNewVersion::restart);
        }
        if (!ended()) {
            co_await perform(std::move(actions));
        }
    }

    bool runs_update(const RoundReport& report) const {
        return !report.update.file.empty() && options_.gateway.update_policy == UpdatePolicy::run;
    }

    /// The firmware runs beside the station, which does not wait for it (protocol.md §6); ours waits for the
    /// one before.
    net::awaitable<void> start_update(OnNewVersion on_new_version) {
        co_await finish_update();
        if (restarted_) co_return;
        on_new_version_ = on_new_version;
        package_before_ = gateway_->home().package();
        auto file = options_.gateway.update_file;
        auto bounds = options_.update;
        update_.start(run_update(std::move(file), std::move(bounds)));
    }

    net::awaitable<void> finish_update() {
        while (update_.running()) {
            co_await changed_.wait();
        }
        judge_update();
    }

    void judge_update() {
        const auto result = update_.take();
        if (!result) return;
        watcher_.on_update_run(*result);
        const bool new_version = gateway_->home().package() != package_before_;
        restarted_ = restarted_ || (new_version && on_new_version_ == OnNewVersion::restart);
    }

    net::awaitable<void> update_found() {
        watcher_.on_update_found(options_.gateway.update_file);
        if (options_.gateway.update_policy == UpdatePolicy::run) {
            co_await start_update(OnNewVersion::carry_on);
        }
    }

    /// Also notes whether the station got where it was to go.
    bool over() {
        const bool all_rounds = options_.rounds != 0 && rounds_ >= options_.rounds;
        switch (options_.until) {
            case Until::forever: end_.reached = all_rounds; break;
            case Until::steady: end_.reached = steady_; break;
            case Until::lns:
                end_.reached = configured_;
                end_.last_failed = end_.last_failed && !configured_;
                break;
        }
        return end_.reached || all_rounds;
    }

    Disk& disk_;
    StationOptions options_;
    StationWatcher& watcher_;
    ScaledClock clock_;
    net::Event changed_;
    net::Turnstile connects_;
    std::optional<Gateway> gateway_;
    std::optional<StationMachine> machine_;
    Task<RoundReport> round_;
    Task<LnsEnd> lns_;
    Task<UpdateRunResult> update_;
    OnNewVersion on_new_version_ = OnNewVersion::carry_on;
    std::optional<std::string> package_before_;  ///< when the firmware was started
    std::string muxs_uri_;                       ///< remembered from the last discovery
    StationEnd end_;
    unsigned rounds_ = 0;
    bool steady_ = false;
    bool restarted_ = false;  ///< by a firmware, in this life
    bool configured_ = false;
};

}  // namespace

net::awaitable<StationEnd> run_station(Disk& disk, StationOptions options, StationWatcher& watcher) {
    auto executor = co_await net::asio::this_coro::executor;
    Station station{disk, std::move(options), watcher, executor};
    co_return co_await station.run();
}

}  // namespace cupspec::emulator
