#include "report/from_check.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using conformance::CheckResult;
using conformance::Contact;
using conformance::KnownState;
using conformance::Purpose;
using conformance::Rule;
using report::from_check;

namespace {

Rule rule_named(std::string_view id) {
    Rule rule;
    rule.id = id;
    rule.says = "It says so.";
    return rule;
}

const Rule kFramingRule = rule_named("framing/two");

CheckResult check_with(Verdict verdict, KnownState known = KnownState::unknown) {
    CheckResult check;
    check.url = "http://localhost:1";
    check.home = "my home";
    check.rules.resize(1);
    auto& result = check.rules.front();
    result.rule = &kFramingRule;
    result.verdict = verdict;
    result.expected = "14 bytes";
    result.actual = "15 bytes";
    result.contact = 1;
    result.offset = 14;
    result.bytes = 1;
    result.known = known;
    result.known_reason = "ticket 7";
    for (const auto purpose : {Purpose::no_credentials, Purpose::repeat}) {
        Contact contact;
        contact.purpose = purpose;
        contact.url = check.url;
        contact.exchange.request_head = "POST /update-info HTTP/1.1\r\nHost: localhost:1\r\n\r\n";
        contact.exchange.request_body = to_bytes("{}");
        contact.exchange.status = 200;
        contact.exchange.response_body = Bytes(15, 0);
        check.evidence.contacts.push_back(contact);
    }
    return check;
}

}  // namespace

TEST_CASE("A rule becomes a case with what showed it and how to see it again") {
    const auto results = from_check({check_with(Verdict::failed)}, {"1.0", "--home 'my home'"});
    REQUIRE(results.cases.size() == 1);
    const auto& one = results.cases.front();
    CHECK(one.id == "framing/two");
    CHECK(one.group == "framing");
    REQUIRE(one.mismatches.size() == 1);
    CHECK(one.mismatches.front().actual == "15 bytes");
    REQUIRE(one.events.size() == 1);
    CHECK(one.events.front().exchange == 1);
    REQUIRE(one.events.front().marks.size() == 1);
    CHECK(one.events.front().marks.front().offset == 14);
    REQUIRE(one.reproductions.size() == 2);
    CHECK(one.reproductions.front().command ==
          "cupspec check http://localhost:1 --rule framing/two --home 'my home'");
    CHECK_FALSE(results.ok());
}

TEST_CASE("Contacts make the timeline, and name the credentials they presented") {
    const auto results = from_check({check_with(Verdict::passed)}, {});
    REQUIRE(results.timeline.size() == 2);
    CHECK(results.timeline.back().kind == "repeat");
    CHECK(results.timeline.back().exchange == 1);
    CHECK(results.exchanges.front().credentials.empty());
    CHECK(results.exchanges.back().credentials == "my home/cups");
    CHECK(results.ok());
}

TEST_CASE("A known failure is not fatal in a report, one that is out of date or mended is") {
    CHECK(from_check({check_with(Verdict::failed, KnownState::known)}, {}).ok());
    CHECK_FALSE(from_check({check_with(Verdict::failed, KnownState::expired)}, {}).ok());
    const auto mended = from_check({check_with(Verdict::passed, KnownState::mended)}, {});
    CHECK_FALSE(mended.ok());
    CHECK_FALSE(from_check({check_with(Verdict::warning, KnownState::expired)}, {}).ok());
    CHECK(mended.cases.front().message == "passes now, but is listed as known: ticket 7");
}

TEST_CASE("A server nobody could judge fails a case of its own") {
    auto silent = check_with(Verdict::skipped);
    silent.trouble = "nobody answers";
    const auto results = from_check({silent}, {});
    CHECK_FALSE(results.ok());
    CHECK(results.cases.front().id == "server/answers");
    CHECK(results.cases.front().message == "nobody answers");
}

TEST_CASE("Cases of several servers are told apart, and show exchanges of their own") {
    auto other = check_with(Verdict::failed);
    other.url = "http://localhost:2";
    const auto results = from_check({check_with(Verdict::failed), other}, {});
    REQUIRE(results.cases.size() == 2);
    CHECK(results.cases[1].id == "framing/two at http://localhost:2");
    CHECK(results.cases[1].events.front().exchange == 3);
    CHECK(results.exchanges.size() == 4);
}
