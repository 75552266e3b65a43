#include "tests/cli/program.hpp"
#include "tests/e2e/plain_client.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <regex>
#include <sstream>

using namespace cupspec;
using namespace cupspec::test;

namespace {

/// The first line of a JSON log whose text holds `words`.
nlohmann::json line_with(const std::string& log, const std::string& words) {
    std::istringstream lines{log};
    for (std::string line; std::getline(lines, line);)
        if (line.find(words) != std::string::npos) return nlohmann::json::parse(line);
    return {};
}

}  // namespace

TEST_CASE("A served request's JSON log line has its values as members") {
    Server server{
        {"serve", "--root", vector_path("session-plain/cups-1"), "--auth", "none", "--log-format", "json"}};
    exchange_plainly(server.port(), post("/update-info", R"({"router":"::1","package":"2.0.0"})"));
    exchange_plainly(server.port(), "\xff noise\n\r\n\r\n");
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    std::istringstream lines{ended.err};
    bool found = false;
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        const auto entry = nlohmann::json::parse(line);
        CHECK(std::regex_match(entry.at("time").get<std::string>(),
                               std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"}));
        if (!entry.contains("router")) continue;
        found = true;
        CHECK(entry.at("level") == "info");
        CHECK(entry.at("speaker") == "CUP");
        CHECK(entry.at("router") == "::1");
        CHECK(entry.at("status") == 200);
        CHECK(entry.at("ms").is_number_integer());
        CHECK(entry.at("peer").get<std::string>().starts_with("127.0.0.1:"));
        CHECK(entry.at("text").get<std::string>().find("::1: 200 ") != std::string::npos);
    }
    CHECK(found);
}

TEST_CASE("The JSON log line of what could not be read says who sent it, and what was answered") {
    Server server{
        {"serve", "--root", vector_path("session-plain/cups-1"), "--auth", "none", "--log-format", "json"}};
    exchange_plainly(server.port(), "noise\n\r\n\r\n");
    const auto refused = line_with(server.stop().err, "?: 400 ");
    CHECK(refused.at("level") == "warning");
    CHECK(refused.at("status") == 400);
    CHECK(refused.at("peer").get<std::string>().starts_with("127.0.0.1:"));
    CHECK_FALSE(refused.contains("router"));
}

TEST_CASE("serve's JSON log line of a failed handshake says whose it was") {
    Server server{{"serve", "--root", vector_path("session-tls/cups-1"), "--identity", "cups-1",
                   "--log-format", "json"}};
    exchange_plainly(server.port(), "no TLS at all, but enough bytes for it to be looked at");
    REQUIRE(server.says("handshake failed"));
    const auto failed = line_with(server.stop().err, "handshake failed");
    CHECK(failed.at("peer").get<std::string>().starts_with("127.0.0.1:"));
}

TEST_CASE("The log stays text for people unless JSON is asked for") {
    Server server{{"serve", "--root", vector_path("session-plain/cups-1"), "--auth", "none"}};
    exchange_plainly(server.port(), post("/update-info", R"({"router":"::1"})"));
    CHECK_THAT(server.stop().err, Catch::Contains(" info    [CUP] 127.0.0.1:") && !Catch::Contains("{"));
    const Ended refused = run_program({"version", "--log-format", "xml"});
    CHECK(refused.exit == 2);
    CHECK_THAT(refused.err, Catch::Contains("--log-format"));
}

TEST_CASE("A peer cannot write lines into the log") {
    Server server{{"serve", "--root", vector_path("session-plain/cups-1"), "--auth", "none"}};
    exchange_plainly(server.port(),
                     post("/update-info", R"({"a\n2026 forged\u001b[2J":1,"a\n2026 forged\u001b[2J":1})"));
    const std::string log = server.stop().err;
    CHECK_THAT(log, Catch::Contains(R"(400 /a\x0a2026 forged\x1b[2J: duplicate key)"));
    CHECK_THAT(log, !Catch::Contains("\n2026 forged") && !Catch::Contains("\x1b"));
}
