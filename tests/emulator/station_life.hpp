#pragma once

#include "emulator/machine.hpp"
#include "emulator/station_machine.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace cupspec::test {

using emulator::LnsEnd;
using emulator::Outcome;
using emulator::SetName;
using emulator::StationAction;
using emulator::StationMachine;

/// What the world does to a station.
struct World {
    std::function<Outcome(unsigned round)> cups = [](unsigned) { return Outcome::no_updates; };
    /// Nothing: the LNS lets the gateway in and keeps it.
    std::function<std::optional<LnsEnd>(unsigned attempt)> lns = [](unsigned) { return std::nullopt; };
    bool cups_changed = false;
    bool tc_changed = false;
};

/// Lives a station's life on a clock that jumps; notes when what happened, in seconds since the start.
class Life {
public:
    Life(const StationMachine::Config& config, World world)
        : machine_{config}, cups_{config.settings, config.traits}, world_{std::move(world)} {}

    void until(std::chrono::milliseconds end) {
        perform(machine_.start(now_));
        while (const auto next = machine_.deadline()) {
            if (*next > TimePoint{end}) break;
            now_ = *next;
            perform(machine_.on_time(now_));
            if (++steps_ > 10'000) break;
        }
    }

    std::vector<double> rounds;
    std::vector<double> attempts;
    std::vector<SetName> sets;

private:
    double seconds() const { return static_cast<double>(now_.time_since_epoch().count()) / 1000.0; }

    void perform(const StationMachine::Actions& actions) {
        for (const StationAction action : actions) {
            if (action == StationAction::start_round)
                round();
            else if (action != StationAction::stop_lns)
                attempt(action == StationAction::discover);
        }
    }

    void round() {
        rounds.push_back(seconds());
        sets.push_back(cups_.set());
        emulator::RoundReport report;
        report.outcome = world_.cups(static_cast<unsigned>(rounds.size()));
        report.cups_changed = world_.cups_changed;
        report.tc_changed = world_.tc_changed;
        report.next = cups_.on_round(report, machine_.lns_is_connected());
        perform(machine_.on_round(report, now_));
    }

    void attempt(bool discovery) {
        attempts.push_back(seconds());
        const auto end = world_.lns(static_cast<unsigned>(attempts.size()));
        if (discovery && (!end || *end == LnsEnd::closed)) machine_.on_muxs_learned();
        if (!end || *end == LnsEnd::closed) machine_.on_lns_connected(now_);
        if (end) perform(machine_.on_lns_ended(*end, now_));
    }

    StationMachine machine_;
    emulator::Machine cups_;
    World world_;
    TimePoint now_{};
    unsigned steps_ = 0;
};

}  // namespace cupspec::test
