#include "conformance/check.hpp"

#include "tests/result_text.hpp"

#include <array>
#include <stdexcept>

using namespace cupspec;
using namespace cupspec::conformance;

namespace {

Rule a_rule(std::string_view id, Judgement (*judge)(const Evidence&), Level level = Level::must) {
    Rule rule;
    rule.id = id;
    rule.level = level;
    rule.judge = judge;
    return rule;
}

const Rule kKeptMust = a_rule("http/kept", [](const Evidence&) { return kept(0); });
const Rule kBrokenMust = a_rule("http/broken", [](const Evidence&) { return broken("this", "that", 0); });
const Rule kBrokenShould = a_rule(
    "http/should", [](const Evidence&) { return broken("this", "that"); }, Level::should);
const Rule kSkippedMust =
    a_rule("http/skipped", [](const Evidence&) { return not_judged("nothing to see"); });
const Rule kThrowing =
    a_rule("http/wrong", [](const Evidence&) -> Judgement { throw std::runtime_error{"a bug"}; });

constexpr std::array<std::string_view, 3> kIds{"http/kept", "http/broken", "http/should"};

Evidence held_on(int year) {
    Evidence evidence;
    evidence.now = std::chrono::sys_days{std::chrono::year{year} / 6 / 1};
    return evidence;
}

std::vector<KnownFailure> known_until(const std::string& rule, const std::string& day) {
    return read_known_failures(
               R"({"known": [{"rule": ")" + rule + R"(", "reason": "ticket 7", "until": ")" + day + "\"}]}",
               "known.json", kIds)
        .value();
}

RuleResult result_of(const Rule& rule, const CheckPlan& options = {}, int year = 2026) {
    CheckPlan plan = options;
    plan.rules = {&rule};
    const auto results = judge(held_on(year), plan);
    REQUIRE(results.size() == 1);
    return results.front();
}

}  // namespace

TEST_CASE("A rule's judgement becomes a verdict by its level") {
    CHECK(result_of(kKeptMust).verdict == Verdict::passed);
    CHECK(result_of(kBrokenMust).verdict == Verdict::failed);
    CHECK(result_of(kBrokenShould).verdict == Verdict::warning);
    CHECK(result_of(kSkippedMust).verdict == Verdict::skipped);
    CHECK(result_of(kSkippedMust).reason == "nothing to see");
    CHECK(result_of(kBrokenMust).expected == "this");
    CHECK(result_of(kBrokenMust).contact == 0);
}

TEST_CASE("Only a failure is fatal, and with --strict a warning is a failure") {
    CHECK(result_of(kBrokenMust).fatal());
    CHECK_FALSE(result_of(kBrokenShould).fatal());
    CHECK_FALSE(result_of(kSkippedMust).fatal());
    CheckPlan strict;
    strict.strict = true;
    CHECK(result_of(kBrokenShould, strict).verdict == Verdict::failed);
    CHECK(result_of(kBrokenShould, strict).fatal());
}

TEST_CASE("A rule that throws is broken and does not hide the others") {
    CheckPlan plan;
    plan.rules = {&kThrowing, &kKeptMust};
    const auto results = judge(held_on(2026), plan);
    CHECK(results[0].verdict == Verdict::broken);
    CHECK(results[0].reason == "a bug");
    CHECK(results[0].fatal());
    CHECK(results[1].verdict == Verdict::passed);
}

TEST_CASE("After the first fatal result --fail-fast skips the rest") {
    CheckPlan plan;
    plan.rules = {&kBrokenShould, &kBrokenMust, &kKeptMust};
    plan.fail_fast = true;
    const auto results = judge(held_on(2026), plan);
    CHECK(results[1].verdict == Verdict::failed);
    CHECK(results[2].verdict == Verdict::skipped);
    CHECK(results[2].reason == "not reached: --fail-fast");
}

TEST_CASE("A known failure is not fatal until its day is over") {
    CheckPlan plan;
    plan.known = known_until("http/broken", "2026-06-01");
    const auto known = result_of(kBrokenMust, plan, 2026);
    CHECK(known.verdict == Verdict::failed);
    CHECK(known.known == KnownState::known);
    CHECK(known.known_reason == "ticket 7 (until 2026-06-01)");
    CHECK_FALSE(known.fatal());
    const auto expired = result_of(kBrokenMust, plan, 2027);
    CHECK(expired.known == KnownState::expired);
    CHECK(expired.fatal());
}

TEST_CASE("A known failure that passes is fatal, for the list is wrong") {
    CheckPlan plan;
    plan.known = known_until("http/kept", "2099-01-01");
    const auto mended = result_of(kKeptMust, plan);
    CHECK(mended.known == KnownState::mended);
    CHECK(mended.fatal());
}

TEST_CASE("A list of known failures names the place of what is wrong in it") {
    const auto fault = [](const std::string& entry) {
        const auto known = read_known_failures("{\"known\": [\n" + entry + "\n]}", "known.json", kIds);
        REQUIRE_FALSE(known);
        return describe(known.error());
    };
    CHECK(
        fault(R"({"rule": "http/brokn", "reason": "", "until": "2026-01-01"})").starts_with("known.json:2:"));
    CHECK(fault(R"({"rule": "http/brokn", "reason": "", "until": "2026-01-01"})").find("http/broken") !=
          std::string::npos);
    for (const char* day : {"2026-02-30", "2026-1-1", "01.02.2026", "+30d", "2026-01-0x"}) {
        CAPTURE(day);
        CHECK(fault(R"({"rule": "http/kept", "reason": "", "until": ")" + std::string{day} + "\"}")
                  .find("a day is needed") != std::string::npos);
    }
    CHECK(fault(R"({"rule": "http/kept", "reason": ""})").find("until") != std::string::npos);
}

TEST_CASE("A check is good when nothing in it is fatal and somebody answered") {
    CheckResult check;
    check.rules = {result_of(kKeptMust), result_of(kBrokenShould), result_of(kSkippedMust)};
    CHECK(check.ok());
    CHECK(check.count(Verdict::warning) == 1);
    check.trouble = "nobody answers";
    CHECK_FALSE(check.ok());
}

TEST_CASE("Whoever speaks HTTP is judged, the others are trouble") {
    Evidence evidence;
    CHECK(trouble_of(evidence) == "nothing was asked");
    evidence.contacts.resize(2);
    evidence.contacts[0].failure = "connection closed";
    CHECK(trouble_of(evidence) == "nobody answers: connection closed");
    evidence.contacts[1].exchange.response_body = {1};
    CHECK(trouble_of(evidence) == "whoever answers speaks no HTTP");
    evidence.contacts[1].exchange.status = 500;
    CHECK(trouble_of(evidence).empty());
}
