#include "json/cursor.hpp"
#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using test::run_program;

namespace {

unsigned first_bug(const std::string& out) {
    const auto document = json::parse(out).value();
    json::Reading reading{document};
    const auto hits = reading.root()["hits"].items();
    return hits.empty() ? 0 : hits.front()["bug"].unsigned32();
}

}  // namespace

TEST_CASE("diagnose takes a text, a number and stdin, and says how to see the bug") {
    const auto said = run_program({"diagnose", "Received more data than expected"});
    CHECK(said.exit == 0);
    CHECK(said.err.empty());
    CHECK(said.out.find("47  An answer in chunks, or without Content-Length\n") == 0);
    CHECK(said.out.find("\n    cure:    ") != std::string::npos);
    CHECK(said.out.find("\n    see it:  cupspec run field:47\n") != std::string::npos);
    CHECK(run_program({"diagnose", "Received", "more", "data", "than", "expected"}).out == said.out);
    for (const std::string number : {"46", "field:46", "#46"})
        CHECK(run_program({"diagnose", number}).out.find("46  A large error page kills Station\n") == 0);
    CHECK(first_bug(run_program({"diagnose", "-", "--json"}, "ASN.1 SEQ expected (0x2d)\n").out) == 56);
}

TEST_CASE("diagnose names the line of a log") {
    const auto temp = TemporaryDirectory::make().value();
    const auto log = temp.path() / "station.log";
    REQUIRE(
        write_file(log, as_bytes("fine\r\n2026 [AIO:ERRO] Lengths do not align\r\n\xff\r\n")).has_value());
    const auto ended = run_program({"diagnose", log.string()});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("\n    line 2: 2026 [AIO:ERRO] Lengths do not align\n") != std::string::npos);
    const auto json = run_program({"diagnose", log.string(), "--json"});
    CHECK(first_bug(json.out) == 53);
    const auto pasted = run_program({"diagnose", "fine\n2026 [AIO:ERRO] Lengths do not align\n"});
    CHECK(pasted.out.find("\n    line 2: 2026 [AIO:ERRO] Lengths do not align\n") != std::string::npos);
    CHECK(json.out.find("\"line\": 2,") != std::string::npos);
}

TEST_CASE("diagnose knows the bug in the log that docs/field-bugs.md begins with") {
    const auto ended =
        run_program({"diagnose", std::string{CUPSPEC_SOURCE} + "/docs/examples/lost-gateway.log"});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("47  An answer in chunks, or without Content-Length\n    line 6: ") == 0);
}

TEST_CASE("diagnose ends with 1 where nothing fits, and with 2 without a readable question") {
    const auto nothing = run_program({"diagnose", "purple elephants"});
    CHECK(nothing.exit == 1);
    CHECK(nothing.out.empty());
    CHECK(nothing.err.find("no known bug fits. Try ") != std::string::npos);
    const auto json = run_program({"diagnose", "purple elephants", "--json"});
    CHECK(json.exit == 1);
    CHECK(first_bug(json.out) == 0);
    CHECK(run_program({"diagnose", "64"}).exit == 1);
    CHECK(run_program({"diagnose"}).exit == 2);
    CHECK(run_program({"diagnose", "/nowhere/station.log"}).exit == 2);
    CHECK(run_program({"diagnose", CUPSPEC_SOURCE}).exit == 2);
}

TEST_CASE("diagnose lists all bugs, for programs too") {
    const auto listed = run_program({"diagnose", "--list"});
    CHECK(listed.exit == 0);
    CHECK(std::count(listed.out.begin(), listed.out.end(), '\n') == 63);
    CHECK(listed.out.find("12  The server gives up on slow TLS handshakes (no scenario)\n") !=
          std::string::npos);
    const auto document = json::parse(run_program({"diagnose", "--list", "--json"}).out).value();
    json::Reading reading{document};
    CHECK(reading.root()["bugs"].items().size() == 63);
}

TEST_CASE("run plays a field bug by its number") {
    const auto ended = run_program({"run", "field:49"});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("ok   49-redirect-and-no-content") != std::string::npos);
    CHECK(run_program({"run", "field:12"}).exit == 2);
}

TEST_CASE("docs/field-bugs.md ends with what the scenarios say (else: tools/write-field-bugs)") {
    const auto written = read_file(std::string{CUPSPEC_SOURCE} + "/docs/field-bugs.md");
    REQUIRE(written);
    CHECK(to_text(*written).ends_with("\n\n" + run_program({"diagnose", "--markdown"}).out));
}
