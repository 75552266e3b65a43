#include "json/cursor.hpp"
#include "report/check_diff.hpp"
#include "report/formats.hpp"
#include "report/from_check.hpp"
#include "report/rules_text.hpp"
#include "report/text.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace cupspec;
using conformance::CheckResult;
using conformance::Contact;
using conformance::KnownState;
using conformance::Purpose;
using conformance::Rule;
using conformance::RuleResult;
using report::TextOptions;

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

/// At another address.
CheckResult another_check() {
    CheckResult check = a_check();
    check.url = "http://localhost:2";
    check.evidence.contacts.insert(check.evidence.contacts.begin(), check.evidence.contacts.front());
    check.rules[1].contact = 1;
    return check;
}

/// One check whose second rule is known to fail.
CheckResult known_check(Verdict verdict, KnownState state) {
    CheckResult check = a_check();
    check.rules[1].verdict = verdict;
    check.rules[1].known = state;
    check.rules[1].known_reason = "ticket 7 (until 2027-01-01)";
    return check;
}

std::string text_of(const std::vector<CheckResult>& checks, const TextOptions& options = {}) {
    return report::to_text(report::from_check(checks, {}), options);
}

std::string json_of(const std::vector<CheckResult>& checks) {
    return report::to_json(report::from_check(checks, {}));
}

}  // namespace

TEST_CASE("A check's text counts by area and says all of what went wrong") {
    CHECK(text_of({a_check()}) ==
          "http://localhost:1  as ::1\n"
          "  http         1 of 1\n"
          "  framing      0 of 1, 1 failed\n"
          "FAIL framing/two  It says so.\n"
          "     expected: 14 bytes\n"
          "     actual:   15 bytes\\x0a\n"
          "     shown by: the first request once more, byte for byte: POST http://localhost:1 -> 200, 15 "
          "bytes, 3 ms\n"
          "     where:    byte 14 of the answer's body\n"
          "     harm:     A gateway suffers.\n"
          "     remedy:   Mend it.\n"
          "     source:   a | source\n"
          "1 passed, 1 failed in 12 ms\n");
}

TEST_CASE("A check's text tells a known failure from one that is fatal") {
    const std::string known = text_of({known_check(Verdict::failed, KnownState::known)});
    CHECK(known.find("  framing      0 of 1, 1 known failure\nknown framing/two  ") != std::string::npos);
    CHECK(known.find("     known:    ticket 7 (until 2027-01-01)\n") != std::string::npos);
    CHECK(known.find("1 passed, 0 failed, 1 known failure in 12 ms\n") != std::string::npos);
    const std::string warned = text_of({known_check(Verdict::warning, KnownState::known)});
    CHECK(warned.find("     known:    ticket 7") != std::string::npos);
    const std::string expired = text_of({known_check(Verdict::warning, KnownState::expired)});
    CHECK(expired.find("FAIL framing/two") != std::string::npos);
    CHECK(expired.find("     reason:   known, but out of date: ticket 7") != std::string::npos);
    const std::string mended = text_of({known_check(Verdict::passed, KnownState::mended)});
    CHECK(mended.find("FAIL framing/two") != std::string::npos);
    CHECK(mended.find("     reason:   passes now, but is listed as known: ticket 7") != std::string::npos);
    CHECK(mended.find("remedy:") == std::string::npos);
}

TEST_CASE("A check's text has with --quiet only what is fatal, with -v every rule") {
    TextOptions quiet;
    quiet.quiet = true;
    CHECK(text_of({known_check(Verdict::failed, KnownState::known)}, quiet) ==
          "http://localhost:1  as ::1\n1 passed, 0 failed, 1 known failure in 12 ms\n");
    CHECK(text_of({a_check()}, quiet).find("\nFAIL framing/two  It says so.\n     expected:") !=
          std::string::npos);
    TextOptions every;
    every.annotated = true;
    CHECK(text_of({a_check()}, every).find("\nok   http/one  It says so.\nFAIL ") != std::string::npos);
}

TEST_CASE("A check's text and JSON say why a server could not be judged") {
    auto check = a_check();
    check.trouble = "nobody answers: no connection";
    const std::string text = text_of({check});
    CHECK(
        text.starts_with("http://localhost:1  as ::1\n"
                         "FAIL server/answers  The server answers.\n"
                         "     reason:   nobody answers: no connection\n"));
    CHECK(text.find("\n1 passed, 2 failed in 12 ms\n") != std::string::npos);
    const std::string json = json_of({check});
    CHECK(json.find(R"("trouble": "nobody answers: no connection")") != std::string::npos);
    CHECK(json.find("server/answers") == std::string::npos);
    CHECK(json.find(R"("failed": 1)") != std::string::npos);
}

TEST_CASE("Several checks make a table of what did not pass everywhere, or are told at length") {
    auto other = another_check();
    other.rules[1].verdict = Verdict::warning;
    other.trouble = "nobody answers";
    CHECK(text_of({a_check(), other}) ==
          "+-- http://localhost:1  as ::1\n"
          "       +-- http://localhost:2  as ::1\n"
          "FAIL   warn   framing/two\n"
          "1 rule passed everywhere\n"
          "http://localhost:1: 1 passed, 1 failed in 12 ms\n"
          "http://localhost:2: 1 passed, 1 failed, 1 warning in 12 ms\n"
          "  nobody answers\n"
          "a check of one server says what went wrong at it\n");
    TextOptions full;
    full.full = report::Full::all;
    const std::string text = text_of({a_check(), other}, full);
    CHECK(text.find("\nhttp://localhost:2  as ::1\n") != std::string::npos);
    CHECK(text.find("\nwarn framing/two  It says so.\n     expected: 14 bytes\n") != std::string::npos);
}

TEST_CASE("A table of checks has no row for what says nothing of a difference between servers") {
    auto one = a_check();
    one.rules[1].verdict = Verdict::skipped;
    auto silent = another_check();
    silent.trouble = "nobody answers";
    silent.rules[0].verdict = silent.rules[1].verdict = Verdict::skipped;
    const std::string judged = text_of({one, silent});
    CHECK(judged.find("\n1 rule passed everywhere\n1 rule skipped everywhere\n") != std::string::npos);
    CHECK(text_of({silent, silent}).find("\n2 rules skipped everywhere\n") != std::string::npos);
    TextOptions every;
    every.annotated = true;
    CHECK(text_of({one, silent}, every).find("\nok     skip   http/one\nskip   skip   framing/two\n") !=
          std::string::npos);
}

TEST_CASE("A check's text says how to learn why rules were skipped") {
    auto check = a_check();
    check.rules[1].verdict = Verdict::skipped;
    CHECK(text_of({check}).find("1 passed, 0 failed, 1 skipped in 12 ms\n-v says why rules were skipped\n") !=
          std::string::npos);
    TextOptions every;
    every.annotated = true;
    CHECK(text_of({check}, every).find("-v says") == std::string::npos);
}

TEST_CASE("A check's JSON has rules, contacts and what was left out, and no token") {
    const std::string text = json_of({a_check(), another_check()});
    CHECK(text.find("secret") == std::string::npos);
    const auto document = json::parse(text).value();
    json::Reading reading{document};
    const auto root = reading.root();
    CHECK_FALSE(root["ok"].boolean());
    const auto server = root["servers"].items().at(0);
    CHECK(server["counts"]["failed"].integer(0, 9) == 1);
    CHECK(server["took_ms"].integer(0, 99) == 12);
    CHECK(server["rules"].items().at(1)["offset"].integer(0, 99) == 14);
    CHECK(server["contacts"].items().at(0)["purpose"].text() == "repeat");
    CHECK(server["contacts"].items().at(0)["framed"].boolean());
    CHECK(server["leftOut"].items().at(0)["purpose"].text() == "large-body");
    const auto other = root["servers"].items().at(1);
    CHECK(other["rules"].items().at(1)["id"].text() == "framing/two");
    CHECK(other["rules"].items().at(1)["contact"].integer(0, 9) == 1);
    CHECK(other["contacts"].items().size() == 2);
    CHECK(reading.ok());
}

TEST_CASE("A check's JSON has the verdict itself beside what was known of it") {
    const std::string mended = json_of({known_check(Verdict::passed, KnownState::mended)});
    CHECK(mended.find(R"("verdict": "passed",
          "fatal": true)") != std::string::npos);
    CHECK(mended.find(R"("known": "mended",
          "knownReason": "ticket 7)") != std::string::npos);
    CHECK(mended.find("reason\": \"passes") == std::string::npos);
    const std::string expired = json_of({known_check(Verdict::warning, KnownState::expired)});
    CHECK(expired.find(R"("verdict": "warning",
          "fatal": true)") != std::string::npos);
    const std::string known = json_of({known_check(Verdict::failed, KnownState::known)});
    CHECK(known.find(R"("failed": 1)") != std::string::npos);
    CHECK(known.find(R"("verdict": "failed",
          "fatal": false)") != std::string::npos);
}

TEST_CASE("A round of a check's JSON is what station prints") {
    auto check = a_check();
    auto& contact = check.evidence.contacts.front();
    contact.purpose = Purpose::life;
    contact.round.emplace().exchange = contact.exchange;
    const auto line = json::parse(emulator::to_json(*contact.round)).value();
    json::Reading one{line};
    const auto document = json::parse(json_of({check})).value();
    json::Reading whole{document};
    const auto round = whole.root()["servers"].items().at(0)["contacts"].items().at(0)["round"];
    CHECK(round["status"].integer(0, 999) == one.root()["status"].integer(0, 999));
    REQUIRE(round.members().size() == one.root().members().size());
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
