#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

namespace cupspec::scenarios::testing {
namespace {

using Catch::Contains;

/// The last step's only mismatch.
Mismatch mismatch_of(const ScenarioResult& result) {
    INFO(explain(result));
    REQUIRE(result.verdict == Verdict::failed);
    REQUIRE(result.steps.back().mismatches.size() == 1);
    return result.steps.back().mismatches.front();
}

TEST_CASE("A day on Station's clock passes while nobody waits") {
    const ScenarioResult result =
        play(timed(R"({"connect-lns": {}}, {"poll": {"repeat": 8, "expect": {"at": "168h"}}})"));
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
    CHECK(result.steps[1].at == std::chrono::hours{168});
    CHECK(result.took < std::chrono::hours{1});
}

TEST_CASE("A contact at another time than expected fails, and says which of several it was") {
    const ScenarioResult once = play(timed(R"({"poll": {"repeat": 2, "expect": {"at": "1h30m"}}})"));
    CHECK(mismatch_of(once).what == "at");
    CHECK(mismatch_of(once).expected == "1h30m");
    CHECK(mismatch_of(once).actual == "24h");
    CHECK(once.steps.back().message == "contact 2 of 2");
    const ScenarioResult each =
        play(timed(R"({"poll": {"repeat": 3, "expect": {"at": ["0s", "1ms", "48h"]}}})"));
    CHECK(mismatch_of(each).expected == "1ms");
    CHECK(each.steps.back().message == "contact 2 of 3");
    const ScenarioResult lns = play(timed(R"({"connect-lns": {"expect": {"at": "1s"}}})"));
    CHECK(mismatch_of(lns).actual == "0s");
}

TEST_CASE("A gateway that no timer moves any more fails the step that waits for it") {
    const ScenarioResult result =
        play(R"({"title": "t", "clock": "station", "servers": {"lns": {"kind": "lns", "auth": "none"}},
                 "gateways": {"g": {"router": "::1", "tc": {"uri": "{lns}"}}},
                 "steps": [{"connect-lns": {"expect": {"stage": "configured"}}}, {"poll": {}}]})");
    CHECK(mismatch_of(result).actual == "no timer runs that leads to one");
}

TEST_CASE("Times belong to scenarios with a clock, one for each contact") {
    CHECK_THAT(reading_error(timed(R"({"poll": {"expect": {"at": "1m"}}})", "steps")),
               Contains(R"(/steps/0/poll/expect/at: bad value: only a scenario with "clock": "station")"));
    CHECK_THAT(reading_error(timed(R"({"poll": {"repeat": 3, "expect": {"at": ["0s", "1m"]}}})")),
               Contains("/steps/0/poll/expect/at: bad value: one time for each of the 3 contacts"));
    CHECK_THAT(reading_error(timed(R"({"connect-lns": {"expect": {"at": "soon"}}})")),
               Contains("/steps/0/connect-lns/expect/at: bad value: expected a time"));
    CHECK_THAT(reading_error(timed(R"({"poll": {"repeat": 0}})")), Contains("/steps/0/poll/repeat: "));
    CHECK_THAT(reading_error(timed("", "statoin")),
               Contains(R"(/clock: bad value: "statoin"; did you mean "station"?)"));
}

}  // namespace
}  // namespace cupspec::scenarios::testing
