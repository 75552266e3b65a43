#include "report/page_data.hpp"

#include "base/hex.hpp"
#include "base/moment.hpp"
#include "report/head.hpp"
#include "report/reproduce.hpp"
#include "report/shown_body.hpp"
#include "report/style.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostHex = 512;       ///< bytes of one field; nobody reads more in a page
constexpr std::size_t kMostRequest = 4096;  ///< bytes of a request's body

double page_milliseconds(std::chrono::microseconds took) {
    constexpr double kMicrosecondsPerMillisecond = 1000.0;
    return static_cast<double>(took.count()) / kMicrosecondsPerMillisecond;
}

std::string page_place(const Place& place) { return place.file.empty() ? std::string{} : place.told; }

Json page_mismatches(const std::vector<Mismatch>& mismatches) {
    Json list = Json::array();
    for (const Mismatch& mismatch : mismatches) {
        list.push_back({{"what", printable(mismatch.what)},
                        {"expected", printable(mismatch.expected)},
                        {"actual", printable(mismatch.actual)}});
    }
    return list;
}

Json page_event(const Event& event) {
    Json facts = Json::array();
    for (const auto& [name, value] : event.facts)
        facts.push_back(Json::array({printable(name), printable(value)}));
    Json marks = Json::array();
    for (const Mark& mark : event.marks)
        marks.push_back({{"offset", mark.offset}, {"bytes", mark.bytes}, {"why", printable(mark.why)}});
    return {{"kind", event.kind},
            {"title", printable(event.title)},
            {"outcome", printable(event.outcome)},
            {"at", event.at ? scenarios::span_text(*event.at) : std::string{}},
            {"place", page_place(event.place)},
            {"verdict", to_string(event.verdict)},
            {"message", printable(event.message)},
            {"mismatches", page_mismatches(event.mismatches)},
            {"facts", std::move(facts)},
            {"exchange", event.exchange ? Json(*event.exchange) : Json(nullptr)},
            {"marks", std::move(marks)},
            {"took_ms", page_milliseconds(event.took)}};
}

Json page_events(const std::vector<Event>& events) {
    Json list = Json::array();
    for (const Event& event : events) list.push_back(page_event(event));
    return list;
}

Json page_checksums(const Case& one) {
    Json list = Json::array();
    for (const Checksum& checksum : one.checksums) {
        list.push_back({{"name", checksum.name},
                        {"kind", checksum.kind},
                        {"bytes", checksum.bytes},
                        {"crc", checksum.crc},
                        {"hex", to_hex8(checksum.crc)}});
    }
    return list;
}

Json page_case(const Case& one) {
    Json again = Json::array();
    for (const Reproduction& line : one.reproductions)
        again.push_back({{"label", line.label}, {"command", line.command}});
    return {{"id", one.id},
            {"title", printable(one.title)},
            {"group", one.group},
            {"level", one.level},
            {"about", printable(one.about)},
            {"source", printable(one.source)},
            {"harm", printable(one.harm)},
            {"remedy", printable(one.remedy)},
            {"tags", one.tags},
            {"place", page_place(place_of(one))},
            {"verdict", is_known_failure(one) ? std::string_view{"known"} : to_string(one.verdict)},
            {"message", printable(one.message)},
            {"known", one.known ? printable(one.known->reason) : std::string{}},
            {"reason", one.verdict == Verdict::passed ? std::string{} : reason_of(one)},
            {"mismatches", page_mismatches(one.mismatches)},
            {"checksums", page_checksums(one)},
            {"events", page_events(one.events)},
            {"again", std::move(again)},
            {"kept", printable(one.kept)},
            {"attempts", one.attempts},
            {"took_ms", page_milliseconds(one.took)}};
}

Json page_head(std::string_view head) {
    const ShownHead shown = shown_head(head);
    Json lines = Json::array();
    for (const HeadLine& line : shown.lines)
        lines.push_back({{"name", line.name}, {"value", line.value}, {"hidden", line.hidden}});
    return {{"first", shown.first}, {"lines", std::move(lines)}};
}

Json page_fields(const protocol::Exchange& exchange) {
    const ByteView body{exchange.response_body};
    Json fields = Json::array();
    for (const BodyField& field : shown_body(exchange)) {
        const std::size_t start = std::min(field.note.offset, body.size());
        const std::size_t shown = std::min({field.shown, kMostHex, body.size() - start});
        fields.push_back({{"offset", field.note.offset},
                          {"bytes", field.note.bytes},
                          {"field", field.note.field},
                          {"value", printable(field.note.value)},
                          {"broken", field.note.broken},
                          {"hex", to_hex(body.subspan(start, shown))},
                          {"secret", field.shown == 0 && field.note.bytes > 0},
                          {"crc", to_hex8(field.crc)}});
    }
    return fields;
}

std::string request_text(const protocol::Exchange& exchange) {
    const std::string_view body = as_text(exchange.request_body);
    std::string text = printable(body.substr(0, kMostRequest));
    if (body.size() > kMostRequest) text += "... (" + bytes_text(body.size() - kMostRequest) + " more)";
    return text;
}

Json page_exchange(const Recorded& recorded) {
    const protocol::Exchange& exchange = recorded.exchange;
    Json request = page_head(exchange.request_head);
    request["bytes"] = exchange.request_body.size();
    request["text"] = request_text(exchange);
    Json response = page_head(exchange.response_head);
    response["bytes"] = exchange.response_body.size() + exchange.update_omitted;
    response["fields"] = page_fields(exchange);
    const protocol::TlsFacts& tls = exchange.tls;
    return {{"title", printable(recorded.title)},
            {"url", request_url(recorded)},
            {"status", exchange.status},
            {"peer", exchange.peer},
            {"tls",
             {{"version", tls.version},
              {"cipher", tls.cipher},
              {"server name", tls.server_name},
              {"peer CN", tls.peer_common_name},
              {"failure", tls.failure}}},
            {"took_ms", exchange.took.count()},
            {"request", std::move(request)},
            {"response", std::move(response)},
            {"curl", curl_line(recorded)}};
}

}  // namespace

std::string page_data(const Results& results) {
    Json cases = Json::array();
    for (const Case& one : results.cases) cases.push_back(page_case(one));
    Json exchanges = Json::array();
    for (const Recorded& recorded : results.exchanges) exchanges.push_back(page_exchange(recorded));
    const Json json{{"version", results.version},
                    {"command", results.command},
                    {"title", results.title},
                    {"started", moment_text(results.started)},
                    {"took_ms", page_milliseconds(results.took)},
                    {"seed", results.seed ? Json(*results.seed) : Json(nullptr)},
                    {"ok", results.ok()},
                    {"counts", counts_text(results.cases)},
                    {"cases", std::move(cases)},
                    {"exchanges", std::move(exchanges)},
                    {"timeline", page_events(results.timeline)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cupspec::report
