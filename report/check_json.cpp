#include "report/check_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::report {
namespace {

using CheckJson = nlohmann::ordered_json;
using conformance::CheckResult;
using conformance::Contact;
using conformance::Evidence;
using conformance::Rule;
using conformance::RuleResult;

CheckJson or_null(const std::string& text) { return text.empty() ? CheckJson(nullptr) : CheckJson(text); }

CheckJson rule_json(const Rule& rule) {
    return {{"id", rule.id},        {"area", to_string(rule.area())}, {"level", to_string(rule.level)},
            {"says", rule.says},    {"source", rule.source},          {"harm", rule.harm},
            {"remedy", rule.remedy}};
}

CheckJson result_json(const RuleResult& result) {
    CheckJson json{{"id", result.rule->id},
                   {"level", to_string(result.rule->level)},
                   {"verdict", to_string(result.verdict)},
                   {"fatal", result.fatal()}};
    if (!result.expected.empty()) json["expected"] = result.expected;
    if (!result.actual.empty()) json["actual"] = result.actual;
    if (!result.reason.empty()) json["reason"] = result.reason;
    if (result.contact) json["contact"] = *result.contact;
    if (result.offset) {
        json["offset"] = *result.offset;
        json["bytes"] = result.bytes;
    }
    if (result.known != conformance::KnownState::unknown) {
        json["known"] = to_string(result.known);
        json["knownReason"] = result.known_reason;
    }
    return json;
}

CheckJson contact_json(const Contact& contact) {
    const auto& exchange = contact.exchange;
    CheckJson json{{"purpose", purpose_rule(contact.purpose).slug},
                   {"url", contact.url},
                   {"status", exchange.status == 0 ? CheckJson(nullptr) : CheckJson(exchange.status)},
                   {"requestBytes", exchange.request_body.size()},
                   {"responseBytes", exchange.response_body.size() + exchange.update_omitted},
                   {"framed", contact.framed},
                   {"failure", or_null(contact.failure)},
                   {"tls", or_null(exchange.tls.version)},
                   {"took_ms", exchange.took.count()}};
    if (contact.round) json["round"] = CheckJson::parse(emulator::to_json(*contact.round));
    return json;
}

CheckJson left_out_json(const Evidence& evidence) {
    CheckJson list = CheckJson::array();
    for (const auto& left : evidence.left_out)
        list.push_back({{"purpose", purpose_rule(left.purpose).slug}, {"why", left.why}});
    return list;
}

CheckJson check_json(const CheckResult& check) {
    CheckJson counts;
    for (const Verdict verdict :
         {Verdict::passed, Verdict::failed, Verdict::warning, Verdict::skipped, Verdict::broken}) {
        counts[std::string{to_string(verdict)}] = check.count(verdict);
    }
    CheckJson results = CheckJson::array();
    for (const RuleResult& result : check.rules) results.push_back(result_json(result));
    CheckJson contacts = CheckJson::array();
    for (const Contact& contact : check.evidence.contacts) contacts.push_back(contact_json(contact));
    return {{"url", check.url},
            {"router", check.router},
            {"ok", check.ok()},
            {"trouble", or_null(check.trouble)},
            {"attempts", check.attempts},
            {"took_ms", check.took.count()},
            {"counts", std::move(counts)},
            {"rules", std::move(results)},
            {"contacts", std::move(contacts)},
            {"leftOut", left_out_json(check.evidence)}};
}

/// Peers may send bytes that are no UTF-8; JSON may not.
std::string dumped(const CheckJson& json) {
    return json.dump(2, ' ', false, CheckJson::error_handler_t::replace) + '\n';
}

}  // namespace

std::string to_json(const std::vector<CheckResult>& checks) {
    CheckJson servers = CheckJson::array();
    for (const CheckResult& check : checks) servers.push_back(check_json(check));
    return dumped({{"ok", std::ranges::all_of(checks, &CheckResult::ok)}, {"servers", std::move(servers)}});
}

std::string rules_json(std::span<const Rule* const> rules) {
    CheckJson list = CheckJson::array();
    for (const Rule* rule : rules) list.push_back(rule_json(*rule));
    return dumped({{"rules", std::move(list)}});
}

}  // namespace cupspec::report
