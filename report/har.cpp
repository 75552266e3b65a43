#include "base/base64.hpp"
#include "report/formats.hpp"
#include "report/head.hpp"
#include "report/reproduce.hpp"
#include "report/shown_body.hpp"
#include "report/style.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace cupspec::report {
namespace {

using Json = nlohmann::ordered_json;

/// The words of a first line: "HTTP/1.1", "200", "OK"; what is missing is empty.
struct FirstLine {
    std::string first;
    std::string second;
    std::string rest;
};

FirstLine words_of(const std::string& line) {
    FirstLine words;
    const std::size_t one = std::min(line.find(' '), line.size());
    const std::size_t two = one == line.size() ? one : std::min(line.find(' ', one + 1), line.size());
    words.first = line.substr(0, one);
    if (one < line.size()) words.second = line.substr(one + 1, two - one - 1);
    if (two < line.size()) words.rest = line.substr(two + 1);
    return words;
}

Json har_headers(const ShownHead& head) {
    Json headers = Json::array();
    for (const HeadLine& line : head.lines) headers.push_back({{"name", line.name}, {"value", line.value}});
    return headers;
}

std::string media_type(const ShownHead& head) {
    const auto found = std::find_if(head.lines.begin(), head.lines.end(), [](const HeadLine& line) {
        return line.name == "Content-Type" || line.name == "content-type";
    });
    return found == head.lines.end() ? std::string{"application/octet-stream"} : found->value;
}

Json har_request(const Recorded& recorded) {
    const protocol::Exchange& exchange = recorded.exchange;
    const ShownHead head = shown_head(exchange.request_head);
    const FirstLine words = words_of(head.first);
    Json request{{"method", words.first.empty() ? "POST" : words.first},
                 {"url", request_url(recorded)},
                 {"httpVersion", words.rest.empty() ? "HTTP/1.1" : words.rest},
                 {"cookies", Json::array()},
                 {"headers", har_headers(head)},
                 {"queryString", Json::array()},
                 {"headersSize", exchange.request_head.size()},
                 {"bodySize", exchange.request_body.size()}};
    if (!exchange.request_body.empty()) {
        request["postData"] = {{"mimeType", media_type(head)},
                               {"params", Json::array()},
                               {"text", to_text(exchange.request_body)}};
    }
    return request;
}

/// What may be shown of a body stays, every other byte is zero and listed.
Json har_content(const protocol::Exchange& exchange, const ShownHead& head) {
    Bytes body = exchange.response_body;
    Json masked = Json::array();
    for (const BodyField& field : shown_body(exchange)) {
        const bool firmware = field.note.field == "updData" && !field.note.broken;
        if (firmware || field.shown >= field.note.bytes) continue;
        const auto from = std::min(field.note.offset, body.size());
        const auto until = std::min(from + field.note.bytes, body.size());
        std::fill(body.begin() + static_cast<std::ptrdiff_t>(from),
                  body.begin() + static_cast<std::ptrdiff_t>(until), std::uint8_t{0});
        masked.push_back(
            {{"field", field.note.field}, {"offset", from}, {"bytes", until - from}, {"crc", field.crc}});
    }
    Json content{{"size", exchange.response_body.size() + exchange.update_omitted},
                 {"mimeType", media_type(head)}};
    if (!body.empty()) {
        content["text"] = to_base64(body);
        content["encoding"] = "base64";
    }
    if (exchange.update_omitted > 0)
        content["comment"] = bytes_text(exchange.update_omitted) + " of firmware not kept";
    if (!masked.empty()) content["_masked"] = std::move(masked);
    return content;
}

Json har_response(const protocol::Exchange& exchange) {
    const ShownHead head = shown_head(exchange.response_head);
    const FirstLine words = words_of(head.first);
    return {{"status", exchange.status},
            {"statusText", words.rest},
            {"httpVersion", words.first.empty() ? "HTTP/1.1" : words.first},
            {"cookies", Json::array()},
            {"headers", har_headers(head)},
            {"content", har_content(exchange, head)},
            {"redirectURL", ""},
            {"headersSize", exchange.response_head.size()},
            {"bodySize", exchange.response_body.size() + exchange.update_omitted}};
}

Json har_tls(const protocol::TlsFacts& tls) {
    return {{"version", tls.version},
            {"cipher", tls.cipher},
            {"serverName", tls.server_name},
            {"peerCommonName", tls.peer_common_name},
            {"failure", tls.failure}};
}

/// The case that shows an exchange first.
std::optional<std::size_t> page_of(std::size_t exchange, const Results& results) {
    for (std::size_t i = 0; i < results.cases.size(); ++i) {
        const auto& events = results.cases.at(i).events;
        if (std::any_of(events.begin(), events.end(),
                        [exchange](const Event& event) { return event.exchange == exchange; }))
            return i;
    }
    return std::nullopt;
}

Json har_entry(std::size_t index, const Results& results) {
    const Recorded& recorded = results.exchanges[index];
    const protocol::Exchange& exchange = recorded.exchange;
    Json entry;
    if (const auto page = page_of(index, results)) entry["pageref"] = "case-" + std::to_string(*page + 1);
    entry["startedDateTime"] = moment_text(exchange.started);
    entry["time"] = exchange.took.count();
    entry["request"] = har_request(recorded);
    entry["response"] = har_response(exchange);
    entry["cache"] = Json::object();
    entry["timings"] = {{"send", 0}, {"wait", exchange.took.count()}, {"receive", 0}};
    if (const std::size_t colon = exchange.peer.rfind(':'); colon != std::string::npos)
        entry["serverIPAddress"] = exchange.peer.substr(0, colon);
    entry["comment"] = recorded.title;
    entry["_tls"] = har_tls(exchange.tls);
    return entry;
}

}  // namespace

std::string to_har(const Results& results) {
    Json pages = Json::array();
    for (std::size_t i = 0; i < results.cases.size(); ++i) {
        const Case& one = results.cases[i];
        pages.push_back({{"startedDateTime", moment_text(results.started)},
                         {"id", "case-" + std::to_string(i + 1)},
                         {"title", one.title.empty() ? one.id : one.id + ": " + one.title},
                         {"pageTimings", Json::object()},
                         {"_verdict", to_string(one.verdict)}});
    }
    Json entries = Json::array();
    for (std::size_t i = 0; i < results.exchanges.size(); ++i) entries.push_back(har_entry(i, results));
    const Json log{{"version", "1.2"},
                   {"creator", {{"name", "cupspec"}, {"version", results.version}}},
                   {"pages", std::move(pages)},
                   {"entries", std::move(entries)}};
    return Json{{"log", log}}.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::report
