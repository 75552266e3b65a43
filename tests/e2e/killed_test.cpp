#include "json/cursor.hpp"
#include "tests/cli/program.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace cupspec;
using test::Process;
using test::Server;

namespace {

constexpr int kAsking = 9;

std::vector<std::string> forgetting_nothing(const server::testing::Copy& copy) {
    return {"serve",
            "--root",
            copy.path("cups-1").string(),
            "--tc-root",
            copy.path("tc-0").string(),
            "--one-shot",
            "--threads",
            "4",
            "--register-unknown"};
}

/// A gateway's request, by curl: exit code 0 for a whole 200.
std::unique_ptr<Process> asking(const Server& server, int router) {
    return std::make_unique<Process>(
        std::vector<std::string>{"curl", "--silent", "--fail", "--noproxy", "*", "--data-binary", "@-",
                                 "http://localhost:" + server.port() + "/update-info"},
        R"({"router":)" + std::to_string(router) + R"(,"package":"2.0.0"})", "");
}

std::string reported_package(const server::testing::Copy& copy, const std::string& gateway) {
    const auto document = json::parse(copy.text(gateway + ".reported")).value();
    json::Reading reading{document};
    return reading.root()["package"].text();
}

}  // namespace

TEST_CASE("A server killed among its writes loses no registration, report or spent credential it answered") {
    const server::testing::Copy copy{"session-plain"};
    std::vector<bool> is_answered;
    {
        Server killed{forgetting_nothing(copy)};
        std::vector<std::unique_ptr<Process>> gateways;
        for (int i = 1; i <= kAsking; ++i) gateways.push_back(asking(killed, i));
        is_answered.push_back(gateways.front()->wait().exit == 0);
        CHECK(killed.stop(SIGKILL).exit == -1);
        gateways.erase(gateways.begin());
        for (const auto& gateway : gateways) is_answered.push_back(gateway->wait().exit == 0);
    }
    CHECK(is_answered.front());
    Server again{forgetting_nothing(copy)};
    for (int i = 1; i <= kAsking; ++i) {
        CAPTURE(i);
        const std::string gateway = "cups-1/cups-router-000000000000000" + std::to_string(i);
        if (!is_answered[static_cast<std::size_t>(i - 1)]) continue;
        CHECK(reported_package(copy, gateway) == "2.0.0");
        if (i > 1) CHECK(copy.text(gateway + ".cfg") == "{}\n");
    }
    CHECK(asking(again, 1)->wait().exit == 22);  // curl's word for a status of 400 and more: they are spent
    for (int i = 2; i <= kAsking; ++i) CHECK(asking(again, i)->wait().exit == 0);  // nothing half-written
}
