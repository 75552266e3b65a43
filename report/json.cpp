#include "base/hex.hpp"
#include "report/formats.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace cupspec::report {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(std::chrono::microseconds took) {
    constexpr double kMicrosecondsPerMillisecond = 1000.0;
    return static_cast<double>(took.count()) / kMicrosecondsPerMillisecond;
}

std::int64_t whole_milliseconds(std::chrono::microseconds took) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
}

double seconds(std::chrono::milliseconds span) {
    constexpr double kMillisecondsPerSecond = 1000.0;
    return static_cast<double>(span.count()) / kMillisecondsPerSecond;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

/// As if nothing were known of it.
Verdict found_verdict(const Case& one) { return one.known ? one.known->found : one.verdict; }

Json counts_json(std::span<const Case> cases) {
    Json counts;
    for (const Verdict verdict :
         {Verdict::passed, Verdict::failed, Verdict::warning, Verdict::skipped, Verdict::broken})
        counts[std::string{to_string(verdict)}] = std::ranges::count(cases, verdict, found_verdict);
    return counts;
}

// What was exchanged

/// The object that `station --json` prints.
Json round_json(const Event& event, const Results& results) {
    return Json::parse(emulator::to_json(round_of(event, results)));
}

Json status_json(const protocol::Exchange& exchange) {
    return exchange.status == 0 ? Json(nullptr) : Json(exchange.status);
}

std::size_t response_bytes(const protocol::Exchange& exchange) {
    return exchange.response_body.size() + exchange.update_omitted;
}

Json exchange_json(const protocol::Exchange& exchange) {
    return {{"status", status_json(exchange)},
            {"requestBytes", exchange.request_body.size()},
            {"responseBytes", response_bytes(exchange)},
            {"tls", text_or_null(exchange.tls.version)},
            {"tlsFailure", text_or_null(exchange.tls.failure)}};
}

// A run: scenarios and their steps

Json step_json(const Event& event, const Results& results) {
    Json mismatches = Json::array();
    for (const Mismatch& mismatch : event.mismatches) {
        mismatches.push_back(
            {{"what", mismatch.what}, {"expected", mismatch.expected}, {"actual", mismatch.actual}});
    }
    Json json{{"kind", event.kind},
              {"title", event.title},
              {"where", event.place.told},
              {"verdict", to_string(event.verdict)},
              {"message", text_or_null(event.message)},
              {"took_ms", milliseconds(event.took)},
              {"mismatches", std::move(mismatches)}};
    if (!event.faults.empty()) json["faults"] = event.faults;
    if (event.at) json["at_s"] = seconds(*event.at);
    if (event.round) json["round"] = round_json(event, results);
    if (!event.package.empty()) json["updatePackage"] = event.package;
    if (event.lns) json["lns"] = Json::parse(emulator::to_json(*event.lns));
    if (event.exchange && !event.round)
        json["exchange"] = exchange_json(results.exchanges.at(*event.exchange).exchange);
    return json;
}

Json scenario_json(const Case& one, const Results& results) {
    Json crcs = Json::array();
    for (const Checksum& checksum : one.checksums) {
        crcs.push_back({{"name", checksum.name},
                        {"kind", checksum.kind},
                        {"bytes", checksum.bytes},
                        {"crc", checksum.crc},
                        {"hex", to_hex8(checksum.crc)}});
    }
    Json steps = Json::array();
    for (const Event& event : one.events) steps.push_back(step_json(event, results));
    return {{"name", one.id},
            {"title", one.title},
            {"about", text_or_null(one.about)},
            {"file", one.place.told},
            {"tags", one.tags},
            {"verdict", to_string(one.verdict)},
            {"message", text_or_null(one.message)},
            {"took_ms", milliseconds(one.took)},
            {"attempts", one.attempts},
            {"kept", text_or_null(one.kept)},
            {"crcs", std::move(crcs)},
            {"steps", std::move(steps)}};
}

Json run_json(const Results& results) {
    Json list = Json::array();
    for (const Case& one : results.cases) list.push_back(scenario_json(one, results));
    return {{"ok", results.ok()},
            {"counts", counts_json(results.cases)},
            {"seed", results.seed ? Json(*results.seed) : Json(nullptr)},
            {"took_ms", milliseconds(results.took)},
            {"scenarios", std::move(list)}};
}

// A check: servers, their rules and contacts

/// @param contacts of the server, so that what showed it is told by its number among them
void add_shown_by(const Case& one, std::span<const Event> contacts, Json& json) {
    if (one.events.empty()) return;
    const Event& event = one.events.front();
    json["contact"] = std::ranges::find(contacts, event.exchange, &Event::exchange) - contacts.begin();
    if (event.marks.empty()) return;
    json["offset"] = event.marks.front().offset;
    json["bytes"] = event.marks.front().bytes;
}

Json rule_result_json(const Case& one, std::span<const Event> contacts) {
    const Verdict found = found_verdict(one);
    Json json{
        {"id", one.rule}, {"level", one.level}, {"verdict", to_string(found)}, {"fatal", is_fatal(one)}};
    for (const Mismatch& mismatch : one.mismatches) {
        if (!mismatch.expected.empty()) json["expected"] = mismatch.expected;
        if (!mismatch.actual.empty()) json["actual"] = mismatch.actual;
    }
    if (!one.known && !one.message.empty()) json["reason"] = one.message;
    add_shown_by(one, contacts, json);
    if (one.known) {
        json["known"] = to_string(one.known->state);
        json["knownReason"] = one.known->reason;
    }
    return json;
}

Json contact_json(const Event& contact, const Results& results) {
    const Recorded& recorded = results.exchanges.at(contact.exchange.value());
    const protocol::Exchange& exchange = recorded.exchange;
    Json json{{"purpose", contact.kind},
              {"url", recorded.url},
              {"status", status_json(exchange)},
              {"requestBytes", exchange.request_body.size()},
              {"responseBytes", response_bytes(exchange)},
              {"framed", recorded.framed},
              {"failure", text_or_null(contact.message)},
              {"tls", text_or_null(exchange.tls.version)},
              {"took_ms", exchange.took.count()}};
    if (contact.round) json["round"] = round_json(contact, results);
    return json;
}

Json server_json(const Server& server, const Results& results) {
    const auto contacts = contacts_of(server, results);
    const auto judged = rules_of(server, results);
    Json rules = Json::array();
    for (const Case& one : judged) rules.push_back(rule_result_json(one, contacts));
    Json asked = Json::array();
    for (const Event& contact : contacts) asked.push_back(contact_json(contact, results));
    Json left_out = Json::array();
    for (const LeftOut& left : server.left_out)
        left_out.push_back({{"purpose", left.purpose}, {"why", left.why}});
    return {{"url", server.url},
            {"router", server.router},
            {"ok", std::ranges::none_of(cases_of(server, results), is_fatal)},
            {"trouble", text_or_null(server.trouble)},
            {"attempts", server.attempts},
            {"took_ms", whole_milliseconds(server.took)},
            {"counts", counts_json(judged)},
            {"rules", std::move(rules)},
            {"contacts", std::move(asked)},
            {"leftOut", std::move(left_out)}};
}

Json check_json(const Results& results) {
    Json servers = Json::array();
    for (const Server& server : results.servers) servers.push_back(server_json(server, results));
    return {{"ok", results.ok()}, {"servers", std::move(servers)}};
}

}  // namespace

std::string to_json(const Results& results) {
    const Json json = results.servers.empty() ? run_json(results) : check_json(results);
    // Peers and homes may hold bytes that are no UTF-8; JSON may not.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::report
