#include "emulator/station_machine.hpp"

#include <algorithm>

namespace cupspec::emulator {

StationMachine::StationMachine(const Config& config)
    : config_{config},
      ladder_{config.cups && config.traits.lns_trigger != LnsTrigger::never,
              config.traits.no_tc_uri_asks_cups} {}

StationMachine::Actions StationMachine::start(TimePoint now) {
    Actions actions;
    if (config_.lns) start_lns(actions);
    if (config_.cups) trigger_cups({}, now);
    const Actions due = on_time(now);
    actions.insert(actions.end(), due.begin(), due.end());
    return actions;
}

void StationMachine::start_lns(Actions& actions) {
    ladder_.restart();
    lns_ = Lns::trying;
    actions.push_back(StationAction::discover);
}

std::chrono::milliseconds StationMachine::trigger_delay() const {
    constexpr std::chrono::seconds kOfVersion203{30};
    switch (config_.traits.lns_trigger) {
        case LnsTrigger::after_30_s: return kOfVersion203;
        // In whole seconds: a RESYNC below one becomes none at all (protocol.md §7.4).
        case LnsTrigger::after_resync:
            return std::chrono::floor<std::chrono::seconds>(config_.settings.resync);
        default: return {};
    }
}

void StationMachine::trigger_cups(std::chrono::milliseconds delay, TimePoint now) {
    // One session at a time; a session that only waits for its delay counts (protocol.md §7.1).
    if (!config_.cups || round_running_ || round_due_) return;
    sync_due_.reset();
    round_due_ = now + delay;
}

StationMachine::Actions StationMachine::on_time(TimePoint now) {
    Actions actions;
    if (sync_due_ && *sync_due_ <= now) trigger_cups({}, now);
    if (round_due_ && *round_due_ <= now) {
        round_due_.reset();
        round_running_ = true;
        actions.push_back(StationAction::start_round);
    }
    if (lns_ == Lns::waiting && lns_due_ && *lns_due_ <= now) {
        lns_due_.reset();
        ladder_.on_elapsed();
        lns_ = Lns::trying;
        actions.push_back(lns_next_ == LnsLadder::Next::connect_muxs ? StationAction::connect_muxs
                                                                     : StationAction::discover);
    }
    return actions;
}

StationMachine::Actions StationMachine::on_round(const RoundReport& report, TimePoint now) {
    Actions actions;
    round_running_ = false;
    last_round_failed_ = !is_success(report.outcome);
    if (ends_lns(report) && lns_ != Lns::stopped) {
        lns_ = Lns::stopped;
        lns_due_.reset();
        actions.push_back(StationAction::stop_lns);
    }
    sync_due_ = now + report.next.after;
    if (config_.lns && lns_ == Lns::stopped) start_lns(actions);
    return actions;
}

void StationMachine::on_lns_connected(TimePoint now) {
    lns_ = Lns::connected;
    // A CUPS session that is due after a failure is put off: the gateway has what it needs (protocol.md
    // §7.4).
    if (config_.traits.lns_delays_cups && last_round_failed_ && sync_due_)
        sync_due_ = now + config_.settings.oksync;
}

StationMachine::Actions StationMachine::on_lns_ended(LnsEnd end, TimePoint now) {
    const auto step = ladder_.on_end(end);
    if (step.next == LnsLadder::Next::ask_cups) {
        lns_ = Lns::stopped;
        lns_due_.reset();
        trigger_cups(trigger_delay(), now);
        return {};
    }
    lns_ = Lns::waiting;
    lns_next_ = step.next;
    lns_due_ = now + step.after;
    return {};
}

std::optional<TimePoint> StationMachine::deadline() const {
    std::optional<TimePoint> first;
    for (const auto& due : {lns_due_, round_due_, sync_due_})
        if (due && (!first || *due < *first)) first = due;
    return first;
}

}  // namespace cupspec::emulator
