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
    event.outcome = to_string(contact.round->outcome);
    if (const std::string changed = sets_changed(*contact.round); !changed.empty())
        event.facts.emplace_back("changed on disk", changed);
    return event;
}

/// The verdict as a report counts it: what is known and mended is a failure, for the list is wrong.
Verdict counted(const RuleResult& result) {
    return result.known == KnownState::mended ? Verdict::failed : result.verdict;
}

void add_known(const RuleResult& result, Case& one) {
    switch (result.known) {
        case KnownState::unknown: return;
        case KnownState::known: one.known = result.known_reason; return;
        case KnownState::expired: one.message = "known, but out of date: " + result.known_reason; return;
        case KnownState::mended:
            one.message = "passes now, but is listed as known: " + result.known_reason;
            return;
    }
}

/// What the rules of one server are told with.
struct Server {
    const CheckResult& check;    // NOLINT(*-ref-data-members): of one call
    const CheckFacts& facts;     // NOLINT(*-ref-data-members): of one call
    std::size_t first_exchange;  ///< of this server's, in the results
    bool only;                   ///< there is no other server
};

std::vector<Reproduction> reproductions_of(const Case& one, const RuleResult& result, const Server& server,
                                           const Results& results) {
    std::string command = "cupspec check " + shell_word(server.check.url);
    command += " --rule " + shell_word(result.rule->id);
    if (!server.facts.options.empty()) command += ' ' + server.facts.options;
    std::vector<Reproduction> lines{{"cupspec", std::move(command)}};
    if (one.events.empty()) return lines;
    const std::string curl = curl_line(results.exchanges[*one.events.front().exchange]);
    if (!curl.empty()) lines.push_back({"curl", curl});
    return lines;
}

Event shown_by(const RuleResult& result, const Server& server) {
    const Contact& contact = server.check.evidence.contacts[*result.contact];
    Event event = contact_event(contact, server.first_exchange + *result.contact);
    event.verdict = result.verdict;
    if (result.offset && result.bytes > 0) {
        event.marks.push_back(
            {*result.offset, result.bytes, "expected " + result.expected + ", got " + result.actual});
    }
    return event;
}

Case rule_case(const RuleResult& result, const Server& server, const Results& results) {
    const conformance::Rule& rule = *result.rule;
    Case one;
    one.id = rule.id;
    if (!server.only) one.id += " at " + server.check.url;
    one.title = rule.says;
    one.group = to_string(rule.area());
    one.level = to_string(rule.level);
    one.source = rule.source;
    one.harm = rule.harm;
    one.remedy = rule.remedy;
    one.tags = {one.group};
    one.verdict = counted(result);
    one.message = result.reason;
    one.attempts = server.check.attempts;
    add_known(result, one);
    if (!result.expected.empty() || !result.actual.empty())
        one.mismatches = {{"", result.expected, result.actual}};
    if (result.contact && *result.contact < server.check.evidence.contacts.size())
        one.events.push_back(shown_by(result, server));
    if (is_bad(one.verdict) || one.verdict == Verdict::warning)
        one.reproductions = reproductions_of(one, result, server, results);
    return one;
}

/// Nobody could be judged: a case of its own, or the report would show skipped rules only.
Case trouble_case(const Server& server) {
    Case one;
    one.id = "server/answers";
    if (!server.only) one.id += " at " + server.check.url;
    one.title = "The server answers.";
    one.group = "server";
    one.level = "must";
    one.verdict = Verdict::failed;
    one.message = server.check.trouble;
    one.attempts = server.check.attempts;
    return one;
}

void add_check(const Server& server, Results& results) {
    for (const Contact& contact : server.check.evidence.contacts) {
        results.timeline.push_back(contact_event(contact, results.exchanges.size()));
        results.exchanges.push_back(recorded_of(contact, server.check));
    }
    if (!server.check.trouble.empty()) results.cases.push_back(trouble_case(server));
    for (const RuleResult& result : server.check.rules)
        results.cases.push_back(rule_case(result, server, results));
    results.took += server.check.took;
    results.title += (results.title.empty() ? "" : ", ") + server.check.url;
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
