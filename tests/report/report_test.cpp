#include "json/cursor.hpp"
#include "report/exchange_text.hpp"
#include "report/formats.hpp"
#include "report/text.hpp"
#include "tests/report/approved.hpp"
#include "tests/report/runs.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::report;
using test::bootstrap_results;
using test::bootstrap_run;
using test::check_approved;
using test::troubled_results;

TEST_CASE("The text report shows the bootstrap in full and the others on a line") {
    check_approved("bootstrap.txt", to_text(bootstrap_results(), {}));
}

TEST_CASE("The text report annotates every byte when asked") {
    TextOptions options;
    options.annotated = true;
    check_approved("bootstrap-annotated.txt", to_text(bootstrap_results(), options));
}

TEST_CASE("The text report shows a failed step with expected, actual and its exchange") {
    check_approved("troubled.txt", to_text(troubled_results(), {}));
}

TEST_CASE("The text report in colour differs by colours alone") {
    TextOptions options;
    options.style.colour = true;
    check_approved("troubled-colour.txt", to_text(troubled_results(), options));
}

TEST_CASE("The JSON report carries a run with its rounds") {
    check_approved("bootstrap.json", to_json(bootstrap_results()));
    check_approved("troubled.json", to_json(troubled_results()));
}

TEST_CASE("The JSON report's round is what station prints") {
    const auto run = bootstrap_run();
    const auto document = json::parse(to_json(bootstrap_results())).value();
    const auto line = json::parse(emulator::to_json(*run.scenarios[0].steps[1].round)).value();
    json::Reading whole{document};
    json::Reading one{line};
    const auto round = whole.root()["scenarios"].items()[0]["steps"].items()[1]["round"];
    const auto expected = one.root().members();
    const auto actual = round.members();
    REQUIRE(actual.size() == expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) CHECK(actual[i].first == expected[i].first);
    CHECK(round["request"]["cupsCredCrc"].unsigned32() == 3159461235);
}

TEST_CASE("No report holds a credential or lets a peer drive the terminal") {
    TextOptions options;
    options.annotated = true;
    for (const Results& results : {bootstrap_results(), troubled_results()}) {
        const std::string text = to_text(results, options);
        CHECK(text.find("do-not-show") == std::string::npos);
        CHECK(text.find('\x1B') == std::string::npos);
        CHECK(to_json(results).find("do-not-show") == std::string::npos);
    }
}

TEST_CASE("A firmware that was not kept is no fault of the body") {
    auto exchange = bootstrap_run().scenarios[0].steps[1].round->exchange;
    exchange.update_omitted = 137;
    exchange.response_body.resize(exchange.response_body.size() - 137);
    const std::string text = wire_text(exchange, {});
    CHECK(text.find("137 bytes, not kept") != std::string::npos);
    CHECK(text.find("  ! ") == std::string::npos);
}

TEST_CASE("The words of a refusal are shown unless one of them may be a key") {
    auto exchange = bootstrap_run().scenarios[0].steps[1].round->exchange;
    exchange.status = 403;
    exchange.response_body = to_bytes("no such gateway\r\n\nask\x09us\n");
    const std::string text = wire_text(exchange, {});
    CHECK(text.ends_with("\n(25 bytes of body)\n| no such gateway\n| ask\\x09us\n"));
    exchange.response_body = to_bytes("token NNSXS.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123 is bad");
    CHECK(wire_text(exchange, {}).ends_with("\n(49 bytes of body)\n"));
    exchange.response_body = to_bytes(std::string(150, 'a') + ' ' + std::string(3000, '.'));
    CHECK(wire_text(exchange, {}).ends_with("of body)\n"));
    exchange.response_body = Bytes(1000, '.');
    CHECK(wire_text(exchange, {}).ends_with("...\n| ... (600 bytes more)\n"));
}

TEST_CASE("Times and sizes read as a person would write them") {
    using namespace std::chrono_literals;
    CHECK(took_text(499us) == "0 ms");
    CHECK(took_text(1500us) == "2 ms");
    CHECK(took_text(9999ms) == "9999 ms");
    CHECK(took_text(12'340ms) == "12.3 s");
    CHECK(interval_text(60s) == "60 s");
    CHECK(interval_text(600ms) == "600 ms");
    CHECK(interval_text(24h) == "24 h");
    CHECK(bytes_text(1) == "1 byte");
    CHECK(printable("a\r\n\x7F") == "a\\x0d\\x0a\\x7f");
    CHECK(printable("ab\ncd \xC3\xA9") == "ab\\x0acd \xC3\xA9");
    CHECK(indented("a\n\nb", 2) == "  a\n\n  b\n");
}
