#include "report/from_check.hpp"

#include "report/reproduce.hpp"
#include "report/style.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cupspec::report {
namespace {

using conformance::CheckResult;
using conformance::Contact;
using conformance::KnownState;
using conformance::Purpose;
using conformance::RuleResult;

Recorded recorded_of(const Contact& contact, const CheckResult& check) {
    Recorded recorded;
    recorded.title = purpose_rule(contact.purpose).says;
    recorded.url = contact.url;
    const std::string home = check.home.empty() ? "" : check.home + '/';
    const bool own = contact.purpose != Purpose::no_credentials && contact.purpose != Purpose::wrong_token;
    if (own && !home.empty()) recorded.credentials = home + "cups";
    recorded.exchange = contact.exchange;
    recorded.framed = contact.framed;
    return recorded;
}

std::string sets_changed(const emulator::RoundReport& round) {
    std::string out;
    for (const auto category : round.committed)
        out += (out.empty() ? "" : " and ") + std::string{to_string(category)};
    return out;
}

/// @param exchange index of the contact's exchange in the results
Event contact_event(const Contact& contact, std::size_t exchange) {
    const auto& rule = purpose_rule(contact.purpose);
    Event event;
    event.kind = rule.slug;
    event.title = rule.says;
    event.message = contact.failure;
    event.exchange = exchange;
    event.took = contact.exchange.took;
    event.facts.emplace_back("asked", contact.url);
    if (!contact.framed && contact.failure.empty()) event.facts.emplace_back("framing", "unsound");
    if (!contact.round) return event;
    event.round = contact.round;
    event.round->exchange = {};
    event.outcome = to_string(contact.round->outcome);
    if (const std::string changed = sets_changed(*contact.round); !changed.empty())
        event.facts.emplace_back("changed on disk", changed);
    return event;
}

/// What was known too long or is mended is a failure, whatever the rule's level: the list is wrong.
void add_known(const RuleResult& result, Case& one) {
    if (result.known == KnownState::unknown) return;
    one.known = Known{result.known, result.known_reason, result.verdict};
    if (result.known == KnownState::known) return;
    one.verdict = Verdict::failed;
    one.message = result.known == KnownState::mended ? "passes now, but is listed as known: "
                                                     : "known, but out of date: ";
    one.message += result.known_reason;
}

/// What the rules of one server are told with.
struct Judged {
    const CheckResult& check;    // NOLINT(*-ref-data-members): of one call
    const CheckFacts& facts;     // NOLINT(*-ref-data-members): of one call
    std::size_t first_exchange;  ///< of this server's, in the results
    bool only;                   ///< there is no other server
};

std::vector<Reproduction> reproductions_of(const Case& one, const RuleResult& result, const Judged& judged,
                                           const Results& results) {
    std::string command = "cupspec check " + shell_word(judged.check.url);
    command += " --rule " + shell_word(result.rule->id);
    if (!judged.facts.options.empty()) command += ' ' + judged.facts.options;
    std::vector<Reproduction> lines{{"cupspec", std::move(command)}};
    if (one.events.empty()) return lines;
    const std::string curl = curl_line(results.exchanges[*one.events.front().exchange]);
    if (!curl.empty()) lines.push_back({"curl", curl});
    return lines;
}

Event shown_by(const RuleResult& result, const Judged& judged) {
    const Contact& contact = judged.check.evidence.contacts[*result.contact];
    Event event = contact_event(contact, judged.first_exchange + *result.contact);
    event.verdict = result.verdict;
    if (result.offset) {
        event.marks.push_back(
            {*result.offset, result.bytes, "expected " + result.expected + ", got " + result.actual});
    }
    return event;
}

Case rule_case(const RuleResult& result, const Judged& judged, const Results& results) {
    const conformance::Rule& rule = *result.rule;
    Case one;
    one.id = rule.id;
    if (!judged.only) one.id += " at " + judged.check.url;
    one.rule = rule.id;
    one.title = rule.says;
    one.group = to_string(rule.area());
    one.level = to_string(rule.level);
    one.source = rule.source;
    one.harm = rule.harm;
    one.remedy = rule.remedy;
    one.tags = {one.group};
    one.verdict = result.verdict;
    one.message = result.reason;
    one.attempts = judged.check.attempts;
    add_known(result, one);
    if (!result.expected.empty() || !result.actual.empty())
        one.mismatches = {{"", result.expected, result.actual}};
    if (result.contact && *result.contact < judged.check.evidence.contacts.size())
        one.events.push_back(shown_by(result, judged));
    if (is_bad(one.verdict) || one.verdict == Verdict::warning)
        one.reproductions = reproductions_of(one, result, judged, results);
    return one;
}

/// Nobody could be judged: a case of its own, or the report would show skipped rules only.
Case trouble_case(const Judged& judged) {
    Case one;
    one.id = "server/answers";
    if (!judged.only) one.id += " at " + judged.check.url;
    one.title = "The server answers.";
    one.group = "server";
    one.level = "must";
    one.verdict = Verdict::failed;
    one.message = judged.check.trouble;
    one.attempts = judged.check.attempts;
    return one;
}

void add_check(const Judged& judged, Results& results) {
    const CheckResult& check = judged.check;
    Server server;
    server.url = check.url;
    server.router = check.router;
    server.trouble = check.trouble;
    server.attempts = check.attempts;
    server.took = check.took;
    for (const auto& left : check.evidence.left_out)
        server.left_out.push_back({std::string{purpose_rule(left.purpose).slug}, left.why});
    server.contacts = {results.timeline.size(), check.evidence.contacts.size()};
    for (const Contact& contact : check.evidence.contacts) {
        results.timeline.push_back(contact_event(contact, results.exchanges.size()));
        results.exchanges.push_back(recorded_of(contact, check));
    }
    server.cases.begin = results.cases.size();
    if (!check.trouble.empty()) results.cases.push_back(trouble_case(judged));
    for (const RuleResult& result : check.rules) results.cases.push_back(rule_case(result, judged, results));
    server.cases.count = results.cases.size() - server.cases.begin;
    results.servers.push_back(std::move(server));
    results.took += check.took;
    results.title += (results.title.empty() ? "" : ", ") + check.url;
}

}  // namespace

Results from_check(const std::vector<CheckResult>& checks, const CheckFacts& facts) {
    Results results;
    results.version = facts.version;
    results.command = "check";
    if (!checks.empty()) results.started = checks.front().evidence.now;
    for (const CheckResult& check : checks)
        add_check({check, facts, results.exchanges.size(), checks.size() == 1}, results);
    return results;
}

}  // namespace cupspec::report
