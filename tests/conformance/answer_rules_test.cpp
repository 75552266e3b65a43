#include "conformance/areas.hpp"
#include "conformance/rule.hpp"
#include "tests/conformance/played_check.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace cupspec::conformance::testing {
namespace {

using Ids = std::set<std::string>;

/// The rules that judge answers.
std::vector<const Rule*> answer_rules() {
    std::vector<const Rule*> all;
    for (const auto area :
         {framing_rules(), uri_rules(), credential_rules(), firmware_rules(), convergence_rules()})
        all.insert(all.end(), area.begin(), area.end());
    return all;
}

Ids ids_of(const Evidence& evidence, Judgement::Kind kind) {
    Ids ids;
    for (const Rule* rule : answer_rules())
        if (rule->judge(evidence).kind == kind) ids.emplace(rule->id);
    return ids;
}

Ids with_followers(const Rule& rule) {
    Ids ids{std::string{rule.id}};
    std::istringstream words{std::string{rule.follows}};
    for (std::string id; words >> id;) ids.insert(id);
    return ids;
}

std::vector<std::string> fault_texts(const Rule& rule) {
    std::vector<std::string> texts;
    std::istringstream lines{std::string{rule.mutant}};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string router;
        std::string request;
        words >> router >> request >> std::ws;
        texts.emplace_back();
        std::getline(words, texts.back());
    }
    return texts;
}

}  // namespace

TEST_CASE("The rules of answers say what they are, each with a mutant") {
    for (const Rule* rule : answer_rules()) {
        CAPTURE(rule->id);
        CHECK(rule->says.ends_with('.'));
        CHECK(rule->harm.ends_with('.'));
        CHECK(rule->remedy.ends_with('.'));
        CHECK_FALSE(rule->source.empty());
        CHECK(rule->mutant.ends_with('\n'));
        CHECK(rule->judge != nullptr);
        CHECK(find_rule(rule->id) == rule);
    }
}

TEST_CASE("A sound server keeps every rule of answers, and each is kept by one") {
    Ids kept_ones;
    for (const PlayedWorld& world : {plain_world(), token_world(), redirect_world(), expected_world()}) {
        const PlayedCheck check = play_check(world, "");
        CHECK(ids_of(check.evidence, Judgement::Kind::broken) == Ids{});
        kept_ones.merge(ids_of(check.evidence, Judgement::Kind::kept));
    }
    for (const Rule* rule : answer_rules()) {
        CAPTURE(rule->id);
        CHECK(kept_ones.contains(std::string{rule->id}));
    }
}

TEST_CASE("A rule's mutant breaks that rule of answers and no other, and it says where") {
    const Rule* const rule = GENERATE(from_range(answer_rules()));
    CAPTURE(rule->id);
    // Whoever changes a URI on purpose ends elsewhere as well: what is expected counts for its own rule
    // alone.
    const bool is_expecting = rule->id == "convergence/ends-where-expected";
    const PlayedCheck check =
        play_check(is_expecting ? expected_world() : plain_world(), std::string{rule->mutant});
    CHECK(ids_of(check.evidence, Judgement::Kind::broken) == with_followers(*rule));
    for (const std::string& text : fault_texts(*rule)) {
        CAPTURE(text);
        CHECK(std::ranges::find(check.faults, text) != check.faults.end());
    }
    const Judgement judgement = rule->judge(check.evidence);
    CHECK_FALSE(judgement.expected.empty());
    CHECK_FALSE(judgement.actual.empty());
    REQUIRE(judgement.contact);
    REQUIRE(*judgement.contact < check.evidence.contacts.size());
    const auto size = check.evidence.contacts[*judgement.contact].exchange.response_body.size();
    if (judgement.offset) CHECK(*judgement.offset + judgement.bytes <= size);
}

TEST_CASE("Rules of answers judge nothing where there is nothing") {
    const Evidence nothing;
    for (const Rule* rule : answer_rules()) {
        CAPTURE(rule->id);
        const Judgement judgement = rule->judge(nothing);
        CHECK(judgement.kind == Judgement::Kind::not_judged);
        CHECK_FALSE(judgement.reason.empty());
    }
}

}  // namespace cupspec::conformance::testing
