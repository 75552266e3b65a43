#include "scenarios/timed_life.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

using emulator::StationAction;

emulator::StationMachine::Config config_of(const emulator::Gateway& gateway) {
    emulator::StationMachine::Config config;
    config.settings = gateway.options().settings;
    config.traits = gateway.options().traits;
    config.cups = gateway.cups_enabled();
    config.lns = gateway.options().lns;
    return config;
}

bool is_of_lns(StationAction action) {
    return action == StationAction::discover || action == StationAction::connect_muxs;
}

}  // namespace

TimedLife::TimedLife(emulator::Gateway& gateway, emulator::DriveOptions options,
                     std::chrono::milliseconds now)
    : gateway_{gateway}, options_{std::move(options)}, machine_{config_of(gateway)}, now_{now} {
    take(machine_.start(now_));
}

net::awaitable<std::optional<Contact>> TimedLife::next() {
    std::optional<Contact> contact;
    while (!contact && (!due_.empty() || jump())) {
        const StationAction action = due_.front();
        due_.pop_front();
        if (action == StationAction::stop_lns) {
            drop_lns();
            continue;
        }
        contact.emplace();
        if (action == StationAction::start_round) {
            contact->round = co_await round();
        } else {
            contact->lns = co_await reach_lns(action == StationAction::discover);
        }
    }
    co_return contact;
}

/// To the next moment at which something is to be done. @return false when there is none
bool TimedLife::jump() {
    while (due_.empty() && !crashed_) {
        const auto next = machine_.deadline();
        if (!next) return false;
        now_ = std::max(now_, *next);
        take(machine_.on_time(now_));
    }
    return !crashed_;
}

void TimedLife::take(const Actions& actions) {
    for (const StationAction action : actions) {
        // Stopped with everything of its kind that has not come to its turn yet.
        if (action == StationAction::stop_lns) std::erase_if(due_, is_of_lns);
        due_.push_back(action);
    }
}

void TimedLife::drop_lns() {
    if (muxs_) muxs_->abort();
    muxs_.reset();
}

void TimedLife::lose_lns() {
    drop_lns();
    take(machine_.on_lns_ended(emulator::LnsEnd::closed, now_));
}

net::awaitable<emulator::RoundReport> TimedLife::round() {
    auto options = options_;
    co_await emulator::drive_round(gateway_, std::move(options));
    auto report = gateway_.end_round(machine_.lns_is_connected());
    crashed_ = report.outcome == emulator::Outcome::crashed;
    if (!crashed_) take(machine_.on_round(report, now_));
    co_return report;
}

net::awaitable<emulator::LnsReport> TimedLife::reach_lns(bool discovers) {
    emulator::LnsPlan plan;
    if (!discovers) plan.muxs_uri = muxs_uri_;
    plan.on_muxs_learned = [this](const std::string& uri) {
        muxs_uri_ = uri;
        machine_.on_muxs_learned();
    };
    plan.on_connected = [this] { machine_.on_lns_connected(now_); };
    auto options = options_;
    drop_lns();
    last_lns_ = co_await emulator::connect_lns(gateway_, std::move(options), std::move(plan), muxs_);
    if (!last_lns_.ok()) {
        drop_lns();
        take(machine_.on_lns_ended(emulator::end_of(last_lns_), now_));
    }
    co_return last_lns_;
}

}  // namespace cupspec::scenarios
