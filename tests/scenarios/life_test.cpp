#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

namespace cupspec::scenarios::testing {
namespace {

using Catch::Contains;
using Catch::StartsWith;

void check_passes(const std::string& steps) {
    const ScenarioResult result = play(timed(steps));
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
}

/// The last step's only mismatch.
Mismatch life_mismatch_of(const ScenarioResult& result) {
    INFO(explain(result));
    REQUIRE(result.verdict == Verdict::failed);
    REQUIRE(result.steps.back().mismatches.size() == 1);
    return result.steps.back().mismatches.front();
}

/// The last step's message, which says why it cannot be carried out.
std::string broken_by(const std::string& steps) {
    const ScenarioResult result = play(timed(steps));
    INFO(explain(result));
    CHECK(result.verdict == Verdict::broken);
    return result.steps.back().message;
}

TEST_CASE("Every one of several contacts must be as expected, with or without a clock") {
    const std::string steps =
        R"({"poll": {}}, {"change-server": {"remove": ["cups-router-1.cfg"]}},
           {"poll": {"repeat": 3, "expect": {"outcome": "rejected"}}})";
    for (const char* clock : {"steps", "station"}) {
        const ScenarioResult result = play(timed(steps, clock));
        CHECK(life_mismatch_of(result).actual ==
              "no-uri");  // regular set, backup, then the boot set that is empty
        CHECK(result.steps.back().message == "contact 3 of 3");
    }
}

TEST_CASE("An LNS that never comes back does not keep a poll waiting for CUPS for ever") {
    const ScenarioResult result =
        play(R"({"title": "t", "clock": "station", "servers": {"lns": {"kind": "lns", "auth": "none"}},
                 "gateways": {"g": {"router": "::1", "tc": {"uri": "{lns}"}}},
                 "steps": [{"stop-server": {}}, {"poll": {}}]})");
    // 390 s for the first eleven, 60 s for each after them, less 210 s whenever the eight-bit counter wraps.
    CHECK(life_mismatch_of(result).actual == "none among 1000 contacts, until 16h25m");
}

TEST_CASE("A gateway notices at once that its LNS went down, and finds it again on the same port") {
    check_passes(R"({"connect-lns": {"expect": {"at": "0s", "stage": "configured"}}},
        {"stop-server": {"server": "lns"}},
        {"connect-lns": {"expect": {"at": "1s", "stage": "muxs", "problem": "muxs-connect-failed"}}},
        {"start-server": {"server": "lns"}},
        {"connect-lns": {"expect": {"at": "11s", "stage": "configured", "problem": null}}})");
}

TEST_CASE("An LNS attempt that is due when CUPS names another LNS is not made twice") {
    const ScenarioResult result = play(R"({"title": "t", "clock": "station",
        "servers": {"cups-0": {"kind": "cups", "auth": "none", "gateways": {"::1": {"tcUri": "{old}"}}},
                    "old": {"kind": "lns", "auth": "none"}, "new": {"kind": "lns", "auth": "none"}},
        "gateways": {"g": {"router": "::1", "cups": {"uri": "{cups-0}"}, "tc": {"uri": "{old}"},
                           "settings": {"CUPS_OKSYNC_INTV": "1m"}}},
        "steps": [
            {"stop-server": {"server": "old"}},
            {"poll": {"expect": {"at": "0s"}}},
            {"change-server": {"gateways": {"::1": {"tcUri": "{new}"}}}},
            {"poll": {"expect": {"at": "1m", "outcome": "updated", "tcUri": "{new}"}}},
            {"connect-lns": {"expect": {"at": "1m", "stage": "configured"}}},
            {"stop-server": {"server": "new"}},
            {"connect-lns": {"expect": {"at": "1m1s", "stage": "muxs"}}}]})");
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
}

TEST_CASE("Without a clock, too, a stopped LNS is no longer connected") {
    const std::string steps = R"({"connect-lns": {"expect": {"stage": "configured"}}},
        {"stop-server": {"server": "lns"}}, {"change-server": {"remove": ["cups-router-1.cfg"]}},
        {"poll": {"expect": {"outcome": "rejected", "next": {"after": "1m"}}}})";
    const ScenarioResult result = play(timed(steps, "steps"));
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
}

TEST_CASE("A restarted gateway starts with its regular set, at the time it was") {
    check_passes(R"({"connect-lns": {}}, {"poll": {}}, {"change-server": {"remove": ["cups-router-1.cfg"]}},
        {"poll": {"expect": {"at": "24h", "outcome": "rejected", "next": {"credentialSet": "bak"}}}},
        {"restart": {}},
        {"poll": {"expect": {"at": "24h", "outcome": "rejected", "credentialSet": "reg"}}})");
}

TEST_CASE("A server in the wrong state breaks the step, as the fault is the scenario's") {
    CHECK_THAT(broken_by(R"({"start-server": {"server": "lns"}})"),
               Contains("lns") && Contains("is up already"));
    CHECK_THAT(broken_by(R"({"stop-server": {"server": "cups-0"}}, {"stop-server": {"server": "cups-0"}})"),
               Contains("cups-0") && Contains("is down"));
}

TEST_CASE("A file that is to go must be there") {
    CHECK_THAT(broken_by(R"({"alter-home": {"remove": ["cups-bak.uri"]}})"), Contains("cups-bak.uri"));
    CHECK_THAT(broken_by(R"({"change-server": {"remove": ["nothing"]}})"), Contains("nothing"));
}

TEST_CASE("A step about a server names one of the right kind") {
    CHECK_THAT(reading_error(timed(R"({"stop-server": {}})")),
               Contains("/steps/0/stop-server/server: missing key"));
    CHECK_THAT(
        reading_error(timed(R"({"stop-server": {"server": "cups-1"}})")),
        Contains("/steps/0/stop-server/server: unknown name") && Contains(R"(did you mean "cups-0"?)"));
    CHECK_THAT(reading_error(timed(R"({"change-server": {"server": "lns"}})")),
               Contains("/steps/0/change-server/server: unknown name"));
    CHECK_THAT(reading_error(timed(R"({"start-server": {"server": "cups-0", "refuse": null}})")),
               Contains("/steps/0/start-server/refuse: bad value: is for an LNS"));
    CHECK_THAT(reading_error(timed(R"({"start-server": {"server": "lns", "identity": "x"}})")),
               Contains("/steps/0/start-server/identity: bad value"));
    CHECK_THAT(reading_error(timed(R"({"start-server": {"server": "cups-0", "identity": "../x"}})")),
               Contains("/steps/0/start-server/identity: bad name"));
}

TEST_CASE("What a step changes is read as carefully as what a scenario starts with") {
    CHECK_THAT(reading_error(timed(R"({"change-server": {"gateways": {"::1": {"cupsUri": "{cups-9}"}}}})")),
               Contains("/steps/0/change-server/gateways/::1/cupsUri: unknown name"));
    CHECK_THAT(reading_error(timed(R"({"change-server": {"credentials": {"cups-router-1": "new/x"}}})")),
               Contains("/steps/0/change-server/credentials/cups-router-1: unknown name"));
    CHECK_THAT(reading_error(timed(R"({"change-server": {"credentials": {"../x": "new/x"}}})")),
               Contains("/steps/0/change-server/credentials/..~1x: bad name"));
    CHECK_THAT(reading_error(timed(R"({"change-server": {"cut": {"in": "cupsCrd"}}})")),
               Contains(R"(/steps/0/change-server/cut/in: bad value: "cupsCrd"; did you mean "cupsCred"?)"));
    CHECK_THAT(reading_error(timed(R"({"change-server": {"cut": {"at": 1}}})")),
               Contains("/steps/0/change-server/cut/in: missing key"));
    CHECK_THAT(reading_error(timed(R"({"alter-home": {"files": {"a/b": ""}}})")),
               Contains("/steps/0/alter-home/files/a~1b: bad name"));
    CHECK_THAT(reading_error(timed(R"({"alter-home": {"file": {}}})")),
               StartsWith("test.json:") && Contains(R"(did you mean "files"?)"));
}

TEST_CASE("A real gateway is not asked to follow a clock that jumps, or servers that go down") {
    RunOptions options;
    options.station_command = "exit 1";
    const auto message = [&options](const std::string& scenario) {
        const ScenarioResult result = play(scenario, options);
        CHECK(result.verdict == Verdict::skipped);
        CHECK(result.steps.empty());
        return result.message;
    };
    CHECK(message(timed("")) == "not with --station: its clock jumps, a real gateway's does not");
    CHECK(message(timed(R"({"stop-server": {"server": "lns"}})", "steps")) ==
          "not with --station: a real gateway cannot follow stop-server");
    CHECK(message(timed(R"({"restart": {}})", "steps")) ==
          "not with --station: a real gateway cannot follow restart");
}

TEST_CASE("A foreign server is not stopped, started or changed") {
    RunOptions options;
    options.against = {{"cups-0", "http://localhost:1"}};
    for (const char* step : {"stop-server", "start-server", "change-server"}) {
        const std::string steps = R"({")" + std::string{step} + R"(": {"server": "cups-0"}})";
        const ScenarioResult result = play(timed(steps), options);
        CHECK(result.verdict == Verdict::skipped);
        CHECK(result.message ==
              "not with --against cups-0: " + std::string{step} + " needs a server of the scenario's own");
    }
    CHECK(play(timed(R"({"stop-server": {"server": "lns"}})"), options).verdict == Verdict::passed);
}

}  // namespace
}  // namespace cupspec::scenarios::testing
