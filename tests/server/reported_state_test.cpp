#include "server/reported_state.hpp"

#include "server/errc.hpp"
#include "tests/server/support.hpp"
#include "tests/server/watched_store.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kStart = std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} + 3h + 4min + 5s;
const std::string kReportedName = "cups-1/cups-router-0000000000000001.reported";

protocol::UpdateInfo reporting(const std::string& package) {
    protocol::UpdateInfo made;
    made.router = {1};
    made.package = package;
    made.station = "2.0.6(linux/std)";
    made.keys = {7, 4294967295};
    return made;
}

}  // namespace

TEST_CASE("reported_text says what the gateway said, and when") {
    const std::string expected =
        "{\n  \"package\": \"1.0 \\\"x\\\"\",\n  \"station\": \"2.0.6(linux/std)\",\n  \"model\": null,\n"
        "  \"keys\": [\n    7,\n    4294967295\n  ],\n  \"lastSeen\": \"2026-01-02T03:04:05Z\"\n}\n";
    CHECK(reported_text(reporting("1.0 \"x\""), kStart) == expected);
}

TEST_CASE("ReportedStates writes when something changed, and else every ten minutes") {
    const Copy copy{"session-plain"};
    net::asio::io_context context;
    WatchedStore store{copy.path("cups-1")};
    ReportedStates states;
    const auto save = [&](ReportedStates& by, const std::string& package, TimePoint now) {
        REQUIRE(run(context, by.save(store, reporting(package), now)).has_value());
        return store.written.size();
    };
    CHECK(save(states, "1", kStart) == 1);
    CHECK(copy.text(kReportedName) == reported_text(reporting("1"), kStart));
    CHECK(save(states, "1", kStart + 9min) == 1);
    CHECK(store.read == 1);
    CHECK(save(states, "1", kStart + 10min) == 2);
    CHECK(save(states, "2", kStart + 11min) == 3);
    CHECK(copy.text(kReportedName) == reported_text(reporting("2"), kStart + 11min));
    CHECK(store.read == 1);

    ReportedStates restarted;
    CHECK(save(restarted, "2", kStart + 12min) == 3);
    CHECK(store.read == 2);
    ReportedStates late;
    CHECK(save(late, "2", kStart + 21min) == 4);
    ReportedStates other;
    CHECK(save(other, "3", kStart + 22min) == 5);
    for (const std::string spoilt : {"", "{", "[]", "null", R"({"lastSeen": 1})"}) {
        CAPTURE(spoilt);
        copy.write(kReportedName, spoilt);
        ReportedStates reader;
        save(reader, "3", kStart + 22min);
        CHECK(copy.text(kReportedName) == reported_text(reporting("3"), kStart + 22min));
    }
}

TEST_CASE("A gateway's answer does not depend on whether what it reports can be saved") {
    const Copy copy{"session-plain"};
    auto store = std::make_unique<WatchedStore>(copy.path("cups-1"));
    WatchedStore& watched = *store;
    CupsOptions options = plain({}, copy.path("tc-0"));
    options.store = std::move(store);
    options.save_reported = true;
    TimePoint now = kStart;
    options.clock = [&now] { return now; };
    Running server{std::move(options)};
    const std::string body = R"({"router":1,"package":"2.0.0","station":"s"})";
    SECTION("it can") {
        CHECK(server(post(body)).status == 200);
        CHECK(server(post(body)).status == 200);
        CHECK(watched.written == std::vector<std::string>{"cups-router-0000000000000001.reported"});
    }
    SECTION("it cannot, and is not tried again at once") {
        std::filesystem::create_directory(copy.path(kReportedName));
        CHECK(server(post(body)).status == 200);
        CHECK(server(post(body)).status == 200);
        CHECK(server.log.count(LogLevel::warning, "what the gateway reports is not saved") == 1);
        now += 1min;
        std::filesystem::remove(copy.path(kReportedName));
        CHECK(server(post(body)).status == 200);
        CHECK_THAT(copy.text(kReportedName), Catch::Contains("2026-01-02T03:05:05Z"));
    }
    SECTION("it was turned away") {
        CHECK(server(post(R"({"router":99,"package":"x"})")).status == 404);
        CHECK(server(post("{")).status == 400);
        CHECK(watched.written.empty());
    }
}
