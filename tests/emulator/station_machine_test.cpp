#include "emulator/station_machine.hpp"

#include "emulator/machine.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <string>

namespace cupspec::test {
namespace {

using namespace std::chrono_literals;
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
        : machine_{config}, cups_{config.settings}, world_{std::move(world)} {}

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

TEST_CASE("StationMachine tries a dead LNS eleven times before it asks CUPS") {
    World world;
    world.lns = [](unsigned) { return LnsEnd::failed; };
    StationMachine::Config config;
    Life life{config, world};
    life.until(460s);
    // The recorded ladder: 0, 0, 10, 30, 60, 100, 150, 210, 270, 330, 390 s, then CUPS after RESYNC. The
    // round at the start found the LNS side busy, so it did not restart the ladder.
    const std::vector<double> ladder{0, 0, 10, 30, 60, 100, 150, 210, 270, 330, 390};
    REQUIRE(life.attempts.size() > ladder.size());
    CHECK(std::vector<double>(life.attempts.begin(), life.attempts.begin() + 11) == ladder);
    CHECK(life.rounds == std::vector<double>{0, 450});
    CHECK(life.attempts.at(11) == 450);
}

TEST_CASE("StationMachine polls CUPS every RESYNC while the LNS side has no URI") {
    World world;
    world.lns = [](unsigned) { return LnsEnd::no_uri; };
    Life life{{}, world};
    life.until(200s);
    CHECK(life.rounds == std::vector<double>{0, 60, 120, 180});
}

TEST_CASE("StationMachine spins when RESYNC is below a second and the LNS side has no URI") {
    World world;
    world.lns = [](unsigned) { return LnsEnd::no_uri; };
    StationMachine::Config config;
    config.settings.resync = 600ms;
    Life life{config, world};
    life.until(1s);
    CHECK(life.rounds.size() > 1000);
}

TEST_CASE("StationMachine waits a day after a failed round while the LNS is connected") {
    World world;
    world.cups = [](unsigned) { return Outcome::rejected; };
    Life life{{}, world};
    life.until(49h);
    CHECK(life.rounds == std::vector<double>{0, 86400, 172800});
    // A single error status leaves the set: backup a day later, boot two days later.
    CHECK(life.sets == std::vector<SetName>{SetName::regular, SetName::backup, SetName::boot});
}

TEST_CASE("StationMachine puts a due retry off when the LNS connects after the failure") {
    World world;
    world.cups = [](unsigned round) { return round == 1 ? Outcome::closed : Outcome::no_updates; };
    world.lns = [](unsigned attempt) { return attempt == 1 ? std::optional{LnsEnd::failed} : std::nullopt; };
    Life life{{}, world};
    life.until(25h);
    CHECK(life.attempts == std::vector<double>{0, 0});
    CHECK(life.rounds == std::vector<double>{0, 86400});
}

TEST_CASE("StationMachine restarts the LNS connection for every answer with a TC segment") {
    World world;
    world.tc_changed = true;
    world.cups = [](unsigned) { return Outcome::updated; };
    Life life{{}, world};
    life.until(25h);
    CHECK(life.rounds == std::vector<double>{0, 86400});
    CHECK(life.attempts == std::vector<double>{0, 0, 86400});
}

TEST_CASE(
    "StationMachine comes back after a minute when the answer ended the LNS connection that would delay it") {
    World world;
    world.cups_changed = true;
    world.tc_changed = true;
    world.cups = [](unsigned) { return Outcome::updated; };
    Life life{{}, world};
    life.until(150s);
    CHECK(life.rounds == std::vector<double>{0, 60, 120});
}

TEST_CASE("StationMachine comes back after a minute when CUPS credentials changed and no LNS is connected") {
    World world;
    world.cups_changed = true;
    world.cups = [](unsigned) { return Outcome::updated; };
    StationMachine::Config config;
    config.lns = false;
    Life life{config, world};
    life.until(150s);
    CHECK(life.rounds == std::vector<double>{0, 60, 120});
    CHECK(life.attempts.empty());
}

TEST_CASE("StationMachine returns to a muxs that closed with doubling waits, then forgets it") {
    World world;
    world.lns = [](unsigned) { return LnsEnd::closed; };
    Life life{{}, world};
    life.until(45s);
    // 1, 2, 4, 8, 16 s to the remembered muxs, then 10 s to a new discovery.
    CHECK(life.attempts == std::vector<double>{0, 1, 3, 7, 15, 31, 41, 45});
}

TEST_CASE("StationMachine keeps trying the LNS at 60 s when CUPS is off") {
    World world;
    world.lns = [](unsigned) { return LnsEnd::rejected; };
    StationMachine::Config config;
    config.cups = false;
    Life life{config, world};
    life.until(600s);
    CHECK(life.rounds.empty());
    CHECK(life.attempts.back() - life.attempts.at(life.attempts.size() - 2) == 60);
}

}  // namespace
}  // namespace cupspec::test
