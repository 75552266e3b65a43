#include "conformance/areas.hpp"
#include "tests/conformance/peer_evidence.hpp"
#include "tests/conformance/peer_mutants.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

namespace cupspec::conformance::testing {
namespace {

using Kind = Judgement::Kind;

std::vector<const Rule*> peer_rules() {
    std::vector<const Rule*> all;
    for (const auto& area :
         {transport_rules(), http_rules(), request_rules(), identity_rules(), robustness_rules()})
        all.insert(all.end(), area.begin(), area.end());
    return all;
}

std::set<std::string> broken_rules(const Evidence& evidence) {
    std::set<std::string> broken;
    for (const Rule* rule : peer_rules()) {
        const Judgement judgement = rule->judge(evidence);
        if (judgement.kind != Kind::broken) continue;
        broken.emplace(rule->id);
        CHECK_FALSE(judgement.expected.empty());
        CHECK_FALSE(judgement.actual.empty());
        if (judgement.contact) CHECK(*judgement.contact < evidence.contacts.size());
    }
    return broken;
}

std::set<std::string> words_in(std::string_view text) {
    std::set<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) words.emplace(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

}  // namespace

TEST_CASE("Peer rules are kept by a server that does all as it should") {
    const Evidence evidence = sound_conversation();
    for (const Rule* rule : peer_rules()) {
        CAPTURE(rule->id);
        const Judgement judgement = rule->judge(evidence);
        CHECK(judgement.reason == "");
        CHECK(judgement.actual == "");
        CHECK(judgement.kind == Kind::kept);
    }
}

TEST_CASE("Peer rules are broken by their mutant, and no other with them") {
    const auto mutants = peer_mutants();
    const PeerMutant& mutant = mutants.at(GENERATE(range(std::size_t{0}, peer_mutants().size())));
    CAPTURE(mutant.rule);
    const Rule* rule = find_rule(mutant.rule);
    REQUIRE(rule != nullptr);
    Evidence evidence = sound_conversation();
    mutant.change(evidence);
    std::set<std::string> broken = broken_rules(evidence);
    CHECK(broken.erase(mutant.rule) == 1);
    const std::set<std::string> allowed = words_in(rule->follows);
    for (const std::string& other : broken) {
        CAPTURE(other);
        CHECK(allowed.contains(other));
    }
}

TEST_CASE("Peer rules have a mutant each, in words and over evidence") {
    std::set<std::string> mutants;
    for (const PeerMutant& mutant : peer_mutants()) CHECK(mutants.insert(mutant.rule).second);
    for (const Rule* rule : peer_rules()) {
        CAPTURE(rule->id);
        CHECK(mutants.erase(std::string{rule->id}) == 1);
        CHECK(rule->mutant.ends_with('\n'));
        CHECK(rule->says.ends_with('.'));
        CHECK(rule->harm.ends_with('.'));
        CHECK(rule->remedy.ends_with('.'));
        CHECK_FALSE(rule->source.empty());
        CHECK(find_rule(rule->id) == rule);
        for (const std::string& other : words_in(rule->follows)) CHECK(find_rule(other) != nullptr);
    }
    CHECK(mutants.empty());
}

TEST_CASE("Peer rules cope with evidence that lacks what they look for") {
    for (const Rule* rule : peer_rules()) {
        CAPTURE(rule->id);
        CHECK(rule->judge(Evidence{}).kind == Kind::not_judged);
        Evidence evidence = sound_conversation();
        for (Contact& contact : evidence.contacts) contact = Contact{};
        evidence.chain = {Bytes{0x30}};
        static_cast<void>(rule->judge(evidence));
        for (std::size_t i = 0; i < kPurposes; ++i) {
            Evidence lacking = sound_conversation();
            const auto purpose = static_cast<Purpose>(i);
            std::erase_if(lacking.contacts, [&](const Contact& one) { return one.purpose == purpose; });
            CHECK(rule->judge(lacking).kind != Kind::broken);
        }
    }
}

TEST_CASE("Peer rules about who is let in do not judge a gateway without credentials") {
    Evidence evidence = sound_conversation();
    evidence.client_certificate = false;
    evidence.token = false;
    for (const char* id : {"identity/foreign-router-is-refused", "identity/no-credentials-are-refused"})
        CHECK(find_rule(id)->judge(evidence).kind == Kind::not_judged);
}

TEST_CASE("Peer rules do not take another server's answers for this one's") {
    Evidence evidence = sound_conversation();
    Contact& life = evidence.contacts.front();
    life.url = "https://elsewhere:6040";
    put_answer(life, 503, "x\n");
    CHECK(broken_rules(evidence).empty());
}

}  // namespace cupspec::conformance::testing
