// What each trait of the state machines changes: when a gateway contacts whom, and with which set.

#include "emulator/personality.hpp"
#include "station_life.hpp"

#include <catch2/catch.hpp>

namespace cupspec::test {
namespace {

using namespace std::chrono_literals;
using Times = std::vector<double>;

StationMachine::Config config_of(std::string_view personality) {
    StationMachine::Config config;
    config.traits = emulator::find_personality(personality).value();
    return config;
}

Times rounds(std::string_view personality, const World& world, std::chrono::milliseconds until) {
    Life life{config_of(personality), world};
    life.until(until);
    return life.rounds;
}

/// The sets of the first contacts when none has a URI. With a LNS that never asks, the interval is RESYNC.
std::vector<SetName> sets_without_uri(std::string_view personality, std::size_t count) {
    World world;
    world.cups = [](unsigned) { return Outcome::no_uri; };
    auto config = config_of(personality);
    config.lns = false;
    Life life{config, world};
    life.until(std::chrono::minutes{count - 1});
    return life.sets;
}

TEST_CASE("A gateway without any CUPS URI goes round its sets, skipping some before 2.0.3") {
    const auto reg = SetName::regular;
    const auto bak = SetName::backup;
    const auto boot = SetName::boot;
    const std::vector<SetName> even{reg, bak, boot, reg, bak, boot, reg, bak, boot, reg, bak};
    for (const std::string_view name : {"station-2.0.6", "station-2.0.3", "strict"})
        CHECK(sets_without_uri(name, 11) == even);
    // From the eighth failure on, two sets further each time.
    const std::vector<SetName> skipping{reg, bak, boot, reg, bak, boot, reg, bak, reg, boot, bak};
    for (const std::string_view name : {"station-2.0.2", "station-2.0.1"})
        CHECK(sets_without_uri(name, 11) == skipping);
    CHECK(sets_without_uri("rak-basicstation", 11) == std::vector<SetName>(11, reg));
}

TEST_CASE("An error status moves every Station to the next set, once") {
    World world;
    world.cups = [](unsigned) { return Outcome::rejected; };
    for (const std::string_view name : {"station-2.0.6", "station-2.0.1"}) {
        auto config = config_of(name);
        config.lns = false;
        Life life{config, world};
        life.until(2min);
        CHECK(life.sets == std::vector<SetName>{SetName::regular, SetName::backup, SetName::boot});
    }
}

TEST_CASE("A connected LNS makes the next contact a day away from 2.0.3 on") {
    World world;
    world.cups = [](unsigned) { return Outcome::rejected; };
    for (const std::string_view name : {"station-2.0.6", "station-2.0.3", "strict"})
        CHECK(rounds(name, world, 25h) == Times{0, 86400});
    for (const std::string_view name : {"station-2.0.2", "station-2.0.1", "rak-basicstation"})
        CHECK(rounds(name, world, 130s) == Times{0, 60, 120});
}

TEST_CASE("A LNS that connects after a failure puts the retry off from 2.0.3 on") {
    World world;
    world.cups = [](unsigned round) { return round == 1 ? Outcome::closed : Outcome::no_updates; };
    world.lns = [](unsigned attempt) { return attempt == 1 ? std::optional{LnsEnd::failed} : std::nullopt; };
    CHECK(rounds("station-2.0.3", world, 25h) == Times{0, 86400});
    CHECK(rounds("station-2.0.2", world, 1h) == Times{0, 60});
}

TEST_CASE("A LNS that rejects the gateway sends it to CUPS, each version in its own time") {
    World world;
    // The first rejection meets the round at the start, which runs already; the second one counts.
    world.lns = [](unsigned attempt) {
        return attempt <= 2 ? std::optional{LnsEnd::rejected} : std::nullopt;
    };
    const auto second_round = [&world](std::string_view name) {
        auto config = config_of(name);
        config.settings.resync = 100s;
        Life life{config, world};
        life.until(1h);
        return life.rounds.size() < 2 ? -1.0 : life.rounds.at(1);
    };
    CHECK(second_round("station-2.0.6") == 100);
    CHECK(second_round("station-2.0.4") == 100);
    CHECK(second_round("station-2.0.3") == 30);
    CHECK(second_round("station-2.0.2") == 0);
    CHECK(second_round("rak-basicstation") == -1);
}

TEST_CASE("A gateway without a TC URI asks CUPS at once from 2.0.4 on, and after its whole ladder before") {
    World world;
    world.lns = [](unsigned) { return LnsEnd::no_uri; };
    CHECK(rounds("station-2.0.6", world, 130s) == Times{0, 60, 120});
    CHECK(rounds("station-2.0.4", world, 130s) == Times{0, 60, 120});
    // Ten retries end at 390 s; then 30 s.
    CHECK(rounds("station-2.0.3", world, 430s) == Times{0, 420});
}

}  // namespace
}  // namespace cupspec::test
