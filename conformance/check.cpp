#include "conformance/check.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace cupspec::conformance {
namespace {

Verdict verdict_of(const Judgement& judgement, Level level, bool strict) {
    switch (judgement.kind) {
        case Judgement::Kind::kept: return Verdict::passed;
        case Judgement::Kind::not_judged: return Verdict::skipped;
        case Judgement::Kind::broken: break;
    }
    return level == Level::must || strict ? Verdict::failed : Verdict::warning;
}

void apply_known(RuleResult& result, const std::vector<KnownFailure>& list, TimePoint now) {
    const auto known = std::ranges::find(list, result.rule->id, &KnownFailure::rule);
    if (known == list.end()) return;
    const bool broke = result.verdict == Verdict::failed || result.verdict == Verdict::warning;
    if (broke) result.known = now < known->expires ? KnownState::known : KnownState::expired;
    if (result.verdict == Verdict::passed) result.known = KnownState::mended;
    if (result.known != KnownState::unknown)
        result.known_reason = known->reason + " (until " + known->until + ')';
}

RuleResult judge_rule(const Rule& rule, const Evidence& evidence, bool strict) {
    RuleResult result;
    result.rule = &rule;
    try {
        Judgement judgement = rule.judge(evidence);
        result.verdict = verdict_of(judgement, rule.level, strict);
        result.expected = std::move(judgement.expected);
        result.actual = std::move(judgement.actual);
        result.reason = std::move(judgement.reason);
        result.contact = judgement.contact;
        result.offset = judgement.offset;
        result.bytes = judgement.bytes;
    } catch (const std::exception& bug) {  // a rule that is wrong must not hide what the others say
        result.verdict = Verdict::broken;
        result.reason = bug.what();
    }
    return result;
}

RuleResult not_reached(const Rule& rule) {
    RuleResult result;
    result.rule = &rule;
    result.verdict = Verdict::skipped;
    result.reason = "not reached: --fail-fast";
    return result;
}

bool says_anything(const Contact& contact) {
    return contact.exchange.status != 0 || !contact.exchange.response_head.empty() ||
           !contact.exchange.response_body.empty();
}

}  // namespace

std::vector<RuleResult> judge(const Evidence& evidence, const CheckPlan& plan) {
    std::vector<RuleResult> results;
    results.reserve(plan.rules.size());
    bool ended = false;
    for (const Rule* rule : plan.rules) {
        if (ended) {
            results.push_back(not_reached(*rule));
            continue;
        }
        RuleResult result = judge_rule(*rule, evidence, plan.strict);
        apply_known(result, plan.known, evidence.now);
        ended = plan.fail_fast && result.fatal();
        results.push_back(std::move(result));
    }
    return results;
}

std::string trouble_of(const Evidence& evidence) {
    const auto& contacts = evidence.contacts;
    if (contacts.empty()) return "nothing was asked";
    const auto is_http = [](const Contact& contact) { return contact.exchange.status != 0; };
    if (std::ranges::any_of(contacts, is_http)) return {};
    const auto talking = std::ranges::find_if(contacts, says_anything);
    if (talking != contacts.end()) return "whoever answers speaks no HTTP";
    return "nobody answers: " + contacts.front().failure;
}

}  // namespace cupspec::conformance
