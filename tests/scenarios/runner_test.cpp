#include "base/files.hpp"
#include "scenarios/errc.hpp"
#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace cupspec::scenarios::testing {
namespace {

namespace fs = std::filesystem;

std::string failing() { return plain(R"({"poll": {"expect": {"status": 500}}})"); }
std::string passing() { return plain(R"({"poll": {}})"); }

RunResult run_all(const std::vector<ScenarioSource>& sources, const RunOptions& options) {
    NullLog log;
    auto ran = run(sources, options, log);
    if (!ran) FAIL(describe(ran.error()));
    return *ran;
}

std::vector<std::string> names_of(const RunResult& ran) {
    std::vector<std::string> names;
    for (const ScenarioResult& scenario : ran.scenarios) names.push_back(scenario.name);
    return names;
}

/// Accepts connections in the kernel and never says a word.
class SilentPort {
public:
    SilentPort() : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(socket_, 1) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;
    ~SilentPort() { ::close(socket_); }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// Blocks until somebody has connected.
    void wait_for_client() const { ::close(::accept(socket_, nullptr, nullptr)); }
    /// The same, and the client stays connected.
    int accept_client() const { return ::accept(socket_, nullptr, nullptr); }

private:
    int socket_;
    std::uint16_t port_ = 0;
};

TEST_CASE("A gateway of the scenario has the habits of its personality") {
    const ScenarioResult result = play(R"({"title": "t",
        "servers": {"cups-0": {"kind": "cups", "auth": "none", "gateways": {"::1": {}, "::2": {}}}},
        "gateways": {"old": {"router": "::1", "cups": {"uri": "{cups-0}"}, "as": "station-2.0.1"},
                     "other": {"router": "::2", "cups": {"uri": "{cups-0}"}, "as": "rak-basicstation"}},
        "steps": [
            {"poll": {"gateway": "old", "expect": {"outcome": "no-updates", "request": {
                "station": "2.0.1(linux/std) 2022-01-18 10:22:16", "tcUri": null}}}},
            {"poll": {"gateway": "other", "expect": {"outcome": "no-updates", "request": {
                "model": "chirpstack-concentratord", "tcUri": "", "cupsCredCrc": 0}}}}]})");
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
}

TEST_CASE("Scenarios side by side are reported in the order of their sources") {
    std::vector<ScenarioSource> sources;
    for (int i = 0; i < 12; ++i) {
        sources.push_back(source(i % 3 == 0 ? passing() : failing()));
        sources.back().name = "s" + std::to_string(i);
    }
    std::vector<std::string> told;
    RunOptions options;
    options.jobs = 4;
    const auto caller = ::gettid();
    bool same_thread = true;
    std::vector<std::string> begun;
    bool counted = true;
    options.on_begin = [&](const Beginning& beginning) {
        begun.push_back(beginning.name);
        counted = counted && beginning.number == begun.size() && beginning.of == sources.size();
    };
    options.on_scenario = [&](const ScenarioResult& result) {
        told.push_back(result.name);
        same_thread = same_thread && ::gettid() == caller;
    };
    const RunResult ran = run_all(sources, options);
    CHECK(told == names_of(ran));
    CHECK(begun == told);
    CHECK(counted);
    CHECK(same_thread);
    CHECK(told.front() == "s0");
    CHECK(told.back() == "s11");
    CHECK(ran.count(Verdict::passed) == 4);
    CHECK(ran.count(Verdict::failed) == 8);
    CHECK_FALSE(ran.ok());
}

TEST_CASE("Files of the same name get different names in the report") {
    CHECK(names_of(run_all({source(passing()), source(passing())}, {})) ==
          std::vector<std::string>{"test", "test-2"});
}

TEST_CASE("Globs, tags and shards choose what runs") {
    const auto suite = built_in_suite();
    RunOptions options;
    options.filters = {"wrong-*", "steady-stat?"};
    options.jobs = 2;
    CHECK(names_of(run_all(suite, options)) ==
          std::vector<std::string>{"steady-state", "wrong-signature", "wrong-signing-key"});
    options.shards = 2;
    options.shard = 2;
    CHECK(names_of(run_all(suite, options)) == std::vector<std::string>{"wrong-signature"});
    RunOptions tagged;
    tagged.tags = {"token"};
    CHECK(names_of(run_all(suite, tagged)) ==
          std::vector<std::string>{"token-credentials", "token-rotation"});
}

TEST_CASE("After a failure --fail-fast skips the rest") {
    RunOptions options;
    options.fail_fast = true;
    const RunResult ran = run_all({source(failing()), source(passing())}, options);
    REQUIRE(ran.scenarios.size() == 2);
    CHECK(ran.scenarios[0].verdict == Verdict::failed);
    CHECK(ran.scenarios[1].verdict == Verdict::skipped);
    CHECK(ran.scenarios[1].message == "not run after a failure");
}

TEST_CASE("A failed scenario is tried again as often as asked") {
    RunOptions options;
    options.retries = 2;
    CHECK(play(failing(), options).attempts == 3);
    CHECK(play(passing(), options).attempts == 1);
}

TEST_CASE("Nothing runs when one scenario cannot be read") {
    NullLog log;
    bool told = false;
    RunOptions options;
    options.on_scenario = [&told](const ScenarioResult&) { told = true; };
    const auto ran = run({source(passing()), source("{}")}, options, log);
    REQUIRE(!ran.has_value());
    CHECK_FALSE(told);
}

TEST_CASE("A scenario whose servers cannot start is broken, not failed") {
    const ScenarioResult result =
        play(R"({"title": "t", "servers": {"lns": {"kind": "lns", "auth": "mutual"}}, "steps": []})");
    CHECK(result.verdict == Verdict::broken);
    CHECK_THAT(result.message, Catch::Contains("server lns"));
}

TEST_CASE("A kept run leaves PKI, homes and exchanges, readable by the owner only where secret") {
    auto directory = TemporaryDirectory::make();
    REQUIRE(directory.has_value());
    RunOptions options;
    options.keep = directory->path();
    const ScenarioResult result = play(passing(), options);
    CHECK(result.kept == directory->path() / "test");
    CHECK(fs::exists(result.kept / "pki/cups-0/sig-0.pem"));
    CHECK(fs::exists(result.kept / "homes/router-1/station.conf"));
    const auto body = read_file(result.kept / "exchanges/01-poll.request-body");
    REQUIRE(body.has_value());
    CHECK_THAT(to_text(*body), Catch::StartsWith(R"({"router":"::1")"));
    CHECK(fs::exists(result.kept / "exchanges/01-poll.response-body"));
    const auto mode = fs::status(result.kept / "exchanges/01-poll.request-head").permissions();
    CHECK((mode & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("A run that is not kept leaves nothing") {
    auto directory = TemporaryDirectory::make();
    REQUIRE(directory.has_value());
    RunOptions options;
    options.temp = directory->path();
    CHECK(play(passing(), options).verdict == Verdict::passed);
    CHECK(fs::is_empty(directory->path()));
}

TEST_CASE("A stop ends a round in the middle and leaves no files") {
    auto directory = TemporaryDirectory::make();
    REQUIRE(directory.has_value());
    const SilentPort silent;
    std::atomic<bool> stop = false;
    RunOptions options;
    options.temp = directory->path();
    options.stop = &stop;
    options.against = {{"cups-0", silent.url()}};
    int client = -1;
    std::jthread interrupter{[&] {
        client = silent.accept_client();
        stop = true;
    }};
    const RunResult ran = run_all({source(passing()), source(passing())}, options);
    interrupter.join();
    ::close(client);
    CHECK(ran.scenarios[0].verdict == Verdict::skipped);
    CHECK(ran.scenarios[0].message == "interrupted");
    CHECK(ran.scenarios[1].verdict == Verdict::skipped);
    CHECK(fs::is_empty(directory->path()));
}

TEST_CASE("A foreign server takes the place of the scenario's own") {
    const SilentPort foreign;
    std::jthread hang_up{[&] { foreign.wait_for_client(); }};
    RunOptions options;
    options.against = {{"cups-0", foreign.url()}};
    const ScenarioResult result = play(
        plain(
            R"({"poll": {"expect": {"outcome": "closed", "status": null, "request": {"cupsUri": "{cups-0}"}}}})"),
        options);
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
    CHECK(result.steps.at(0).round->uri == foreign.url());
}

TEST_CASE("Directories are searched for scenarios, and a plan may lie beside them") {
    auto directory = TemporaryDirectory::make();
    REQUIRE(directory.has_value());
    fs::create_directories(directory->path() / "deep/er");
    const auto put = [&](const char* name, const std::string& text) {
        REQUIRE(write_file(directory->path() / name, as_bytes(text)).has_value());
    };
    put("b.json", passing());
    put("a.txt", "no scenario");
    put("deep/er/a.json", R"({"title": "t", "pki": "plan.jsonc", "steps": [],
        "gateways": {"g": {"router": "::1", "signingKeys": ["k/sig-0"]}}})");
    put("deep/er/plan.jsonc", R"({"signingKeys": ["k/sig-0"]})");
    const auto sources = load_scenarios({directory->path()});
    REQUIRE(sources.has_value());
    REQUIRE(sources->size() == 2);
    CHECK(sources->at(0).name == "b");
    CHECK(sources->at(1).name == "a");
    CHECK(run_all(*sources, {}).ok());
    CHECK(!load_scenarios({directory->path() / "missing.json"}).has_value());
}

TEST_CASE("A scenario that is not there is looked for among the built-in ones") {
    const auto misspelt = load_scenarios({"bootstap"});
    REQUIRE(misspelt.has_error());
    CHECK(misspelt.error().detail == "no built-in scenario either; did you mean \"bootstrap\"?");
    const auto empty = TemporaryDirectory::make().value();
    const auto nothing = load_scenarios({empty.path()});
    REQUIRE(nothing.has_error());
    CHECK(nothing.error().code == Errc::no_scenario);
    CHECK(nothing.error().where == empty.path());
}

TEST_CASE("A directory of ready files serves as PKI") {
    auto directory = TemporaryDirectory::make();
    REQUIRE(directory.has_value());
    RunOptions options;
    options.keep = directory->path();
    options.filters = {"steady-state"};
    REQUIRE(run_all(built_in_suite(), options).ok());
    ScenarioSource again = built_in_suite()[0];
    for (const ScenarioSource& one : built_in_suite())
        if (one.name == "steady-state") again = one;
    const std::string plan = R"("pki": "bootstrap")";
    again.text.replace(again.text.find(plan), plan.size(), R"("pki": "steady-state/pki")");
    again.base = directory->path();
    const RunResult ran = run_all({again}, {});
    INFO(explain(ran.scenarios[0]));
    CHECK(ran.ok());
}

}  // namespace
}  // namespace cupspec::scenarios::testing
