#include "base/files.hpp"
#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <fstream>

namespace cupspec::scenarios::testing {
namespace {

namespace fs = std::filesystem;

/// Asks the server of its home once, as far as a shell can, and reads the beginning of the answer.
const char* const kShellGateway = R"(exec bash -c '
    uri=$(cat {home}/cups.uri)
    body="{\"router\":\"::1\",\"cupsUri\":\"$uri\",\"package\":\"1.0.0\",\"keys\":[]}"
    exec 3<>/dev/tcp/127.0.0.1/${uri##*:}
    printf "POST /update-info HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" ${#body} "$body" >&3
    head -c 15 <&3 >{home}/answer')";

RunOptions with(std::string command) {
    RunOptions options;
    options.station_command = std::move(command);
    options.station_wait = std::chrono::seconds{20};
    return options;
}

bool is_alive(const std::string& process) {
    std::ifstream stat{"/proc/" + process + "/stat"};
    std::string id;
    std::string name;
    std::string state;
    return static_cast<bool>(stat >> id >> name >> state) && state != "Z" && state != "X";
}

TEST_CASE("A station command is judged by what the server sees of it") {
    const ScenarioResult result = play(plain(R"({"poll": {"expect": {
        "server": "cups-0", "status": 200, "outcome": "updated", "problems": [], "next": {"after": "24h"},
        "cupsUri": "", "cupsCred": null, "signature": null, "update": {"bytes": 7, "verdict": "unsigned", "package": "2.0.0"},
        "request": {"router": "::1", "cupsUri": "{cups-0}", "package": "1.0.0", "keys": []}}}},
        {"expect-home": {"files": {"answer": "HTTP/1.1 200 OK"}}})"),
                                       with(kShellGateway));
    INFO(explain(result));
    REQUIRE(result.verdict == Verdict::passed);
    CHECK(result.steps[0].message ==
          "not judged, only the emulator knows: outcome, problems, next, update.verdict");
    REQUIRE(result.steps[0].round);
    CHECK(result.steps[0].update_package == "2.0.0");
    CHECK_FALSE(result.steps[0].round->exchange.request_head.empty());
}

TEST_CASE("A station command that asks for the wrong thing fails the step") {
    const ScenarioResult result =
        play(plain(R"({"poll": {"expect": {"request": {"package": "9.9.9"}}}})"), with(kShellGateway));
    INFO(explain(result));
    REQUIRE(result.verdict == Verdict::failed);
    CHECK(result.steps[0].mismatches.at(0).what == "request.package");
}

TEST_CASE("A station command that ends without asking fails at once") {
    const ScenarioResult result = play(plain(R"({"poll": {}})"), with("exit 3"));
    REQUIRE(result.verdict == Verdict::failed);
    CHECK(result.steps[0].mismatches.at(0).actual == "the station command ended: exit status 3");
}

TEST_CASE("A station command that never asks fails at the deadline, and nothing of it is left") {
    auto directory = TemporaryDirectory::make();
    REQUIRE(directory.has_value());
    RunOptions options =
        with("sleep 1000 & echo $! > {home}/child; echo $$ > {home}/shell; trap '' TERM; wait; wait");
    options.station_wait = std::chrono::milliseconds{300};
    options.keep = directory->path();
    const ScenarioResult result = play(plain(R"({"poll": {}})"), options);
    REQUIRE(result.verdict == Verdict::failed);
    CHECK(result.steps[0].mismatches.at(0).actual == "nothing came within 300 ms");
    for (const char* name : {"child", "shell"}) {
        std::ifstream file{result.kept / "homes/router-1" / name};
        std::string process;
        REQUIRE(file >> process);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (is_alive(process) && std::chrono::steady_clock::now() < deadline) continue;
        CHECK_FALSE(is_alive(process));
    }
}

TEST_CASE("The program's own gateway goes through the bootstrap as a station command") {
    std::vector<ScenarioSource> suite = built_in_suite();
    suite.resize(1);
    NullLog log;
    const auto ran =
        run(suite,
            with(std::string{CUPSPEC_PROGRAM} + " station --home {home} --temp {home} --until steady --json"),
            log);
    REQUIRE(ran.has_value());
    INFO(explain(ran->scenarios[0]));
    CHECK(ran->ok());
}

}  // namespace
}  // namespace cupspec::scenarios::testing
