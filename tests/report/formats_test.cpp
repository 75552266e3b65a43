#include "report/formats.hpp"

#include "base/base64.hpp"
#include "base/hex.hpp"
#include "json/cursor.hpp"
#include "protocol/annotate.hpp"
#include "report/from_run.hpp"
#include "report/page_data.hpp"
#include "report/reproduce.hpp"
#include "report/text.hpp"
#include "tests/cli/program.hpp"
#include "tests/report/approved.hpp"
#include "tests/report/runs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <pugixml.hpp>

using namespace cupspec;
using namespace cupspec::report;
using test::bootstrap_results;
using test::check_approved;
using test::checked_results;
using test::troubled_results;

namespace {

/// Every format's text of one run.
std::vector<std::string> every_format(const Results& results) {
    return {to_text(results, {}), to_json(results),  to_junit(results), to_tap(results),
            to_github(results),   to_sarif(results), to_har(results),   to_html(results)};
}

void check_schema(const std::string& xml) {
    const auto ended = test::run_command({"xmllint", "--noout", "--nonet", "--schema",
                                          std::string{CUPSPEC_SOURCE} + "/tests/report/junit.xsd", "-"},
                                         xml);
    CAPTURE(ended.err, xml);
    CHECK(ended.exit == 0);
}

}  // namespace

TEST_CASE("The JUnit report follows the schema whatever a peer sent") {
    auto strange = troubled_results();
    strange.cases[0].message = "\x01 \xC3( \xEF\xBF\xBF ]]> & <b a=\"1\">";
    strange.cases[1].title = strange.cases[0].message;
    for (const Results& results :
         {bootstrap_results(), troubled_results(), checked_results(), strange, Results{}})
        check_schema(to_junit(results));
}

TEST_CASE("The JUnit report reads back as what was written") {
    pugi::xml_document document;
    REQUIRE(document.load_string(to_junit(checked_results()).c_str()));
    const auto root = document.child("testsuites");
    CHECK(root.attribute("tests").as_uint() == 5);
    CHECK(root.attribute("failures").as_uint() == 1);
    CHECK(root.attribute("skipped").as_uint() == 2);
    const auto suites = root.children("testsuite");
    CHECK(std::distance(suites.begin(), suites.end()) == 4);
    const auto failed = root.child("testsuite").last_child();
    CHECK(failed.attribute("name").as_string() ==
          std::string{"framing/nothing-follows: The body ends where the update segment ends."});
    CHECK(failed.child("failure").attribute("message").as_string() ==
          std::string{"expected 0 bytes after updData, got 3 bytes"});
    CHECK(std::strstr(failed.child("failure").text().as_string(), "bytes 14 to 16: nobody reads these") !=
          nullptr);
}

TEST_CASE("Each format reads as approved") {
    check_approved("troubled.junit.xml", to_junit(troubled_results()));
    check_approved("troubled.tap", to_tap(troubled_results()));
    check_approved("troubled.github.txt", to_github(troubled_results()));
    check_approved("troubled.sarif", to_sarif(troubled_results()));
    check_approved("troubled.har", to_har(troubled_results()));
    check_approved("checked.txt", to_text(checked_results(), {}));
    check_approved("checked.json", to_json(checked_results()));
    check_approved("checked.junit.xml", to_junit(checked_results()));
    check_approved("checked.tap", to_tap(checked_results()));
    check_approved("checked.github.txt", to_github(checked_results()));
    check_approved("checked.sarif", to_sarif(checked_results()));
    check_approved("checked.har", to_har(checked_results()));
}

TEST_CASE("A known failure fails no run") {
    Results results = checked_results();
    CHECK_FALSE(results.ok());
    results.cases[1].verdict = Verdict::passed;
    CHECK(results.ok());
    CHECK(counts_text(results.cases) == "2 passed, 0 failed, 1 warning, 1 skipped, 1 known failure");
    results.cases[2].known.reset();
    CHECK_FALSE(results.ok());
}

TEST_CASE("Where a step stands is told by file, line and column") {
    const Place place = place_of("a:b/truncated.json:12:9");
    CHECK(place.file == "a:b/truncated.json");
    CHECK(place.line == 12);
    CHECK(place.column == 9);
    CHECK(place_of("x.json:3").line == 3);
    CHECK(place_of("x.json").file == "x.json");
    CHECK(place_of("(built in) x.json:1:2").file.empty());
    CHECK(place_of("(built in) x.json:1:2").told == "(built in) x.json:1:2");
}

TEST_CASE("No report holds a byte of a credential or a header value that may be a token") {
    const Results results = bootstrap_results();
    const protocol::Exchange& exchange = results.exchanges.at(1).exchange;
    const ByteView body{exchange.response_body};
    const std::string har = to_har(results);
    const std::string page = to_html(results);
    Bytes masked = exchange.response_body;
    std::size_t elements = 0;
    for (const auto& note : protocol::annotate_response(body)) {
        if (note.field.find("Cred.") == std::string::npos) continue;
        ++elements;
        std::fill_n(masked.begin() + static_cast<std::ptrdiff_t>(note.offset), note.bytes, std::uint8_t{0});
        CHECK(page.find(to_hex(body.subspan(note.offset, 4))) == std::string::npos);
    }
    CHECK(elements == 3);
    CHECK(har.find(to_base64(body)) == std::string::npos);
    CHECK(har.find(to_base64(masked)) != std::string::npos);
    for (const Results& other : {troubled_results(), checked_results()})
        for (const std::string& text : every_format(other))
            CHECK(text.find("do-not-show") == std::string::npos);
}

TEST_CASE("The body of an error is shown unless a word in it may be a key") {
    Results results = checked_results();
    CHECK(page_data(results).find(to_hex(as_bytes("goodbye"))) != std::string::npos);
    results.exchanges.back().exchange.response_body =
        to_bytes("token NNSXS.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123 is bad");
    CHECK(page_data(results).find(to_hex(as_bytes("ABCDEFGH"))) == std::string::npos);
}

TEST_CASE("A mismatch of an answer marks the bytes it speaks of") {
    auto run = test::bootstrap_run();
    auto& step = run.scenarios[0].steps[1];
    step.mismatches = {{"response.tcUri", "a", "b"}, {"response.cupsUri", "c", ""}, {"outcome", "d", "e"}};
    const Event event = from_run(run, {}).cases[0].events[1];
    REQUIRE(event.marks.size() == 2);
    CHECK(event.marks[0].why == "expected a, got b");
    const Bytes& body = step.round->exchange.response_body;
    CHECK(as_text(ByteView{body}.subspan(event.marks[0].offset, event.marks[0].bytes)) ==
          "wss://localhost:6038");
    CHECK(event.marks[1].offset == 0);
    CHECK(event.marks[1].bytes == 1);
}

TEST_CASE("The page's data cannot end its script element") {
    Results results = checked_results();
    results.cases[0].title = "</script><script>alert(1)</script><!--";
    const std::string page = to_html(results);
    const std::string mark = "id=\"results\">";
    const std::size_t start = page.find(mark) + mark.size();
    const std::string json = page.substr(start, page.find("</script>", start) - start);
    CHECK(json.find('<') == std::string::npos);
    const auto document = json::parse(json).value();
    json::Reading reading{document};
    CHECK(reading.root()["cases"].items().at(0)["title"].text() == results.cases[0].title);
}

TEST_CASE("A line to reproduce a failure names credentials as files and quotes for the shell") {
    Recorded recorded = bootstrap_results().exchanges.at(0);
    const std::string line = curl_line(recorded);
    CHECK(line.find("--cacert cups.trust --cert cups.crt --key cups.key") != std::string::npos);
    CHECK(line.find("--data-binary '{\"router\"") != std::string::npos);
    CHECK(line.find(recorded.url + "/update-info | cupspec decode -") != std::string::npos);
    recorded.exchange.request_head.insert(recorded.exchange.request_head.size() - 2,
                                          "Authorization: Bearer x\r\n");
    CHECK(curl_line(recorded).find("-H @cups.key") != std::string::npos);
    CHECK(curl_line(recorded).find("Bearer") == std::string::npos);
    recorded.exchange.request_head.clear();
    CHECK(curl_line(recorded).empty());
    CHECK(shell_word("it's") == "'it'\\''s'");
    CHECK(shell_word("") == "''");
}
