#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cupspec::scenarios::testing {
namespace {

TEST_CASE("Every scenario of the built-in suite passes") { CHECK(failures(built_in_suite()) == ""); }

TEST_CASE("The built-in suite begins with bootstrap and holds what the folder holds") {
    const auto built_in = built_in_suite();
    REQUIRE(!built_in.empty());
    CHECK(built_in.front().name == "bootstrap");
    CHECK(built_in.front().file == "(built in) bootstrap.json");
    const auto folder = load_scenarios({std::filesystem::path{CUPSPEC_SOURCE} / "scenarios/suite"});
    REQUIRE(folder.has_value());
    REQUIRE(folder->size() == built_in.size());
    for (const ScenarioSource& file : *folder) {
        const auto same = std::find_if(built_in.begin(), built_in.end(),
                                       [&](const ScenarioSource& one) { return one.name == file.name; });
        REQUIRE(same != built_in.end());
        CHECK(same->text == file.text);
    }
}

TEST_CASE("The bootstrap reports its rounds, the LNS and the CRC table") {
    NullLog log;
    RunOptions options;
    options.filters = {"bootstrap"};
    const auto ran = run(built_in_suite(), options, log);
    REQUIRE(ran.has_value());
    REQUIRE(ran->scenarios.size() == 1);
    const ScenarioResult& bootstrap = ran->scenarios[0];
    INFO(explain(bootstrap));
    REQUIRE(bootstrap.steps.size() == 7);
    CHECK(bootstrap.steps[0].kind == "poll");
    CHECK(bootstrap.steps[0].title == "poll: router-1 at cups-0");
    CHECK(bootstrap.steps[0].round.has_value());
    CHECK(bootstrap.steps[2].update_package == "2.0.0");
    REQUIRE(bootstrap.steps[4].lns);
    CHECK(bootstrap.steps[4].lns->ok());
    CHECK(bootstrap.steps[5].round->exchange.response_body == Bytes(14, 0));
    const auto& crcs = bootstrap.crcs;
    const auto entry = [&](const std::string& name) {
        return std::count_if(crcs.begin(), crcs.end(), [&](const CrcEntry& one) { return one.name == name; });
    };
    CHECK(entry("cups-1/sig-0.key") == 1);
    CHECK(entry("cups-1/cups-router-1") == 1);
    REQUIRE(entry("(empty set)") == 1);
    CHECK(crcs.back().crc == 0x7BD5C66F);  // twelve zero bytes; recorded, see tests/vectors
    CHECK(crcs.back().bytes == 12);
}

}  // namespace
}  // namespace cupspec::scenarios::testing
