#include "station_life.hpp"

#include <catch2/catch.hpp>

namespace cupspec::test {
namespace {

using namespace std::chrono_literals;

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
