#include "base/files.hpp"
#include "capture/recording.hpp"
#include "capture/replay.hpp"
#include "server/fault.hpp"
#include "tests/result_text.hpp"
#include "tests/scenarios/fault_cases.hpp"
#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace cupspec::scenarios::testing {
namespace {

/// Keeps the lines that tell of a fault.
class FaultLog final : public Log {
public:
    void write(LogLevel /*level*/, std::string_view /*source*/, std::string_view text) override {
        if (text.find("fault \"") != std::string_view::npos) lines.emplace_back(text);
    }
    std::vector<std::string> lines;
};

ScenarioResult play_logged(const std::string& text, Log& log) {
    const auto ran = run({source(text)}, {}, log);
    if (!ran) throw std::runtime_error{describe(ran.error())};
    return ran->scenarios.at(0);
}

TEST_CASE("The worlds of the faults are sound without one") {
    const World world = GENERATE(World::plain, World::token, World::tls, World::server, World::lns);
    const std::string twice =
        std::string{kSound} + R"(, {"poll": {"expect": {"status": 200, "cupsCred": null, "problems": []}}})";
    FaultLog log;
    const ScenarioResult result = play_logged(scenario_of({"", "", world, twice, {}}), log);
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
    CHECK(log.lines.empty());
}

TEST_CASE("Every fault shows in what the gateway does") {
    const FaultCase one = GENERATE(from_range(fault_cases()));
    CAPTURE(one.line, one.personality);
    FaultLog log;
    const ScenarioResult result = play_logged(scenario_of(one), log);
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
    REQUIRE(!log.lines.empty());
    CHECK_THAT(log.lines.front(),
               Catch::Contains("fault \"" + one.line + "\" at ") && !Catch::Contains("changed nothing"));
}

TEST_CASE("Every fault's recording, masked, replays to what the gateway made of it") {
    const FaultCase one = GENERATE(from_range(fault_cases()));
    CAPTURE(one.line, one.personality);
    const auto kept = TemporaryDirectory::make().value();
    RunOptions options;
    options.keep = kept.path();
    FaultLog log;
    REQUIRE(run({source(scenario_of(one))}, options, log));
    const auto file = kept.path() / "test" / "recordings" / "router-1.recording";
    const auto text = read_file(file);
    REQUIRE(text);
    const auto capture = capture::parse_recording(as_text(*text), "router-1.recording");
    REQUIRE(capture);
    CHECK(capture->is_masked);
    REQUIRE_FALSE(capture->rounds.empty());
    const auto replayed = capture::replay(*capture);
    REQUIRE(replayed);
    CHECK(replayed->rounds.size() == capture->rounds.size());
    CHECK(replayed->compared() >= capture->rounds.size() * 5);
    for (std::size_t i = 0; i < replayed->rounds.size(); ++i) {
        for (const capture::Difference& difference : replayed->rounds[i].differences) {
            CAPTURE(i, difference.what, difference.captured, difference.replayed);
            CHECK_FALSE("a difference");
        }
    }
}

TEST_CASE("A step gives a server other faults, counted anew, or none") {
    const ScenarioResult result = play(plain(R"(
        {"change-server": {"server": "cups-0", "faults": ["* 2 status 503"]}},
        {"poll": {"expect": {"status": 200}}},
        {"poll": {"expect": {"status": 503}}},
        {"change-server": {"server": "cups-0", "faults": ["::1 1- status 500"]}},
        {"alter-home": {"files": {"cups-bak.uri": "{cups-0}", "cups-boot.uri": "{cups-0}"}}},
        {"poll": {"expect": {"status": 500}}},
        {"change-server": {"server": "cups-0", "faults": null}},
        {"poll": {"expect": {"status": 200}}})"));
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
    CHECK(result.steps.at(1).faults.empty());
    CHECK(result.steps.at(2).faults ==
          std::vector<std::string>{
              "fault \"status 503\" at request 2 (test.json:7:59: /steps/0/change-server/faults/0)"});
}

TEST_CASE("A scenario's fault that makes no sense is named by its place") {
    const auto with = [](const std::string& faults) {
        return reading_error(R"({"title": "t", "steps": [], "servers": {"s": {"kind": "cups", "auth": "none",
            "faults": )" + faults +
                             "}}}");
    };
    CHECK(with(R"(["* 1 status 503"])").empty());
    CHECK_THAT(with(R"(["* 1 chunked", "* 1 statsu 503"])"),
               Catch::Contains("test.json:2:") && Catch::Contains("/servers/s/faults/1") &&
                   Catch::Contains(R"("statsu" is no fault; did you mean "status"?)"));
    CHECK_THAT(with(R"(["* 1 tls-expired"])"),
               Catch::Contains("/servers/s/faults/0") && Catch::Contains("a server without TLS"));
    CHECK_THAT(with(R"([1])"), Catch::Contains("/servers/s/faults/0"));
}

TEST_CASE("Every fault of the table has a case") {
    std::set<std::string> names;
    for (const FaultCase& one : fault_cases()) names.insert(one.line.substr(0, one.line.find(' ')));
    for (const server::FaultRule& rule : server::fault_rules()) {
        CAPTURE(rule.name);
        CHECK(names.erase(std::string{rule.name}) == 1);
    }
    CHECK(names.empty());
}

TEST_CASE("Of the cases of each fault one fails where the fault is left out") {
    std::set<std::string> shown;
    for (FaultCase one : fault_cases()) {
        const std::string name = one.line.substr(0, one.line.find(' '));
        if (shown.contains(name)) continue;
        one.line.clear();
        FaultLog log;
        if (play_logged(scenario_of(one), log).verdict != Verdict::passed) shown.insert(name);
    }
    for (const server::FaultRule& rule : server::fault_rules()) {
        CAPTURE(rule.name);
        CHECK(shown.contains(std::string{rule.name}));
    }
}

}  // namespace
}  // namespace cupspec::scenarios::testing
