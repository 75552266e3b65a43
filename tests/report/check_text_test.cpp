#include "report/check_text.hpp"

#include "json/cursor.hpp"
#include "report/check_diff.hpp"
#include "report/check_json.hpp"
#include "report/rules_text.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace cupspec;
using conformance::CheckResult;
using conformance::Contact;
using conformance::KnownState;
using conformance::Purpose;
using conformance::Rule;
using conformance::RuleResult;

namespace {

Rule told_rule(std::string_view id, conformance::Level level) {
    Rule rule;
    rule.id = id;
    rule.level = level;
    rule.says = "It says so.";
    rule.source = "a | source";
    rule.harm = "A gateway suffers.";
    rule.remedy = "Mend it.";
    return rule;
}

const Rule kOne = told_rule("http/one", conformance::Level::must);
const Rule kTwo = told_rule("framing/two", conformance::Level::should);

RuleResult result_with(const Rule& rule, Verdict verdict) {
    RuleResult result;
    result.rule = &rule;
    result.verdict = verdict;
    return result;
}

CheckResult a_check() {
    CheckResult check;
    check.url = "http://localhost:1";
    check.router = "::1";
    check.took = std::chrono::milliseconds{12};
    check.rules = {result_with(kOne, Verdict::passed), result_with(kTwo, Verdict::failed)};
    check.rules[1].expected = "14 bytes";
    check.rules[1].actual = "15 bytes\n";
    check.rules[1].contact = 0;
    check.rules[1].offset = 14;
    check.rules[1].bytes = 1;
    Contact contact;
    contact.purpose = Purpose::repeat;
    contact.url = check.url;
    contact.exchange.request_head = "POST /update-info HTTP/1.1\r\nAuthorization: secret\r\n\r\n";
    contact.exchange.status = 200;
    contact.exchange.response_body = Bytes(15, 0);
    contact.exchange.took = std::chrono::milliseconds{3};
    check.evidence.contacts = {contact};
    check.evidence.left_out = {{Purpose::large_body, "it puts load on the server"}};
    return check;
}

}  // namespace

TEST_CASE("A check's text counts by area and says all of what went wrong") {
    CHECK(report::check_text(a_check(), {}) ==
          "http://localhost:1  as ::1\n"
          "  http         1 of 1\n"
          "  framing      0 of 1, 1 failed\n"
          "FAIL framing/two  It says so.\n"
          "     expected: 14 bytes\n"
          "     actual:   15 bytes\\x0a\n"
          "     shown by: the first request once more, byte for byte: POST http://localhost:1 -> 200, 15 "
          "bytes, 3 ms\n"
          "     bytes:    14 to 15 of the answer's body\n"
          "     harm:     A gateway suffers.\n"
          "     remedy:   Mend it.\n"
          "     source:   a | source\n"
          "1 passed, 1 failed in 12 ms\n");
}

TEST_CASE("A check's text says what is known, and with --quiet only what is fatal") {
    auto check = a_check();
    check.rules[1].known = KnownState::known;
    check.rules[1].known_reason = "ticket 7 (until 2027-01-01)";
    CHECK(report::check_text(check, {}).find("known: ticket 7 (until 2027-01-01)\n") != std::string::npos);
    report::CheckTextOptions quiet;
    quiet.quiet = true;
    CHECK(report::check_text(check, quiet) == "http://localhost:1  as ::1\n1 passed, 1 failed in 12 ms\n");
}

TEST_CASE("Several checks make a table of what did not pass everywhere") {
    auto other = a_check();
    other.url = "http://localhost:2";
    other.rules[1].verdict = Verdict::warning;
    CHECK(report::matrix_text({a_check(), other}, {}) ==
          "+-- http://localhost:1  as ::1\n"
          "       +-- http://localhost:2  as ::1\n"
          "FAIL   warn   framing/two\n"
          "1 rules passed everywhere\n"
          "http://localhost:1: 1 passed, 1 failed in 12 ms\n"
          "http://localhost:2: 1 passed, 0 failed, 1 warning in 12 ms\n");
}

TEST_CASE("A check's JSON has rules, contacts and what was left out, and no token") {
    const std::string text = report::to_json(std::vector{a_check()});
    CHECK(text.find("secret") == std::string::npos);
    const auto document = json::parse(text).value();
    json::Reading reading{document};
    const auto root = reading.root();
    CHECK_FALSE(root["ok"].boolean());
    const auto server = root["servers"].items().at(0);
    CHECK(server["counts"]["failed"].integer(0, 9) == 1);
    CHECK(server["rules"].items().at(1)["offset"].integer(0, 99) == 14);
    CHECK(server["contacts"].items().at(0)["purpose"].text() == "repeat");
    CHECK(server["leftOut"].items().at(0)["purpose"].text() == "large-body");
    CHECK(reading.ok());
}

TEST_CASE("Rules are listed for people, programs and docs/rules.md") {
    const std::array<const Rule*, 2> rules{&kOne, &kTwo};
    CHECK(report::rules_text(rules, {}) ==
          "http/one     MUST    It says so.\nframing/two  SHOULD  It says so.\n2 rules, 1 of them MUST\n");
    const std::string markdown = report::rules_markdown(rules);
    CHECK(markdown.find("\n## Http\n| rule |") != std::string::npos);
    CHECK(markdown.find(
              "| `framing/two` | SHOULD | It says so. | A gateway suffers. | Mend it. | a \\| source |") !=
          std::string::npos);
    CHECK(report::rules_json(rules).find(R"("level": "should")") != std::string::npos);
    CHECK(report::rule_explained(kOne, {}).find("How to mend it\n  Mend it.\n") != std::string::npos);
}

TEST_CASE("A difference shows both sides") {
    auto one = a_check().evidence;
    one.url = "http://localhost:1";
    auto other = one;
    other.url = "http://localhost:2";
    CHECK(report::diff_text(one, other, {}) ==
          "- http://localhost:1\n+ http://localhost:2\nno difference in 1 answers\n");
    other.contacts[0].exchange.status = 500;
    const std::string text = report::diff_text(one, other, {});
    CHECK(
        text.find("repeat 1: the first request once more, byte for byte\n  status\n    - 200\n    + 500\n") !=
        std::string::npos);
    CHECK(report::diff_json(one, other).find(R"("same": false)") != std::string::npos);
}
