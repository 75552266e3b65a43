#include "capture/har_text.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/moment.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::capture {
namespace {

using HarJson = nlohmann::ordered_json;

/// The words of a first line: "HTTP/1.1", "200", "OK"; what is missing is empty.
struct HarFirstLine {
    std::string first;
    std::string second;
    std::string rest;
};

HarFirstLine words_of(const std::string& line) {
    HarFirstLine words;
    const std::size_t one = std::min(line.find(' '), line.size());
    const std::size_t two = one == line.size() ? one : std::min(line.find(' ', one + 1), line.size());
    words.first = line.substr(0, one);
    if (one < line.size()) words.second = line.substr(one + 1, two - one - 1);
    if (two < line.size()) words.rest = line.substr(two + 1);
    return words;
}

std::string or_else(std::string text, const char* otherwise) {
    return text.empty() ? std::string{otherwise} : std::move(text);
}

HarJson headers_json(const std::vector<HarField>& headers) {
    HarJson list = HarJson::array();
    for (const HarField& header : headers) list.push_back({{"name", header.name}, {"value", header.value}});
    return list;
}

std::string media_type(const std::vector<HarField>& headers) {
    const auto found = std::ranges::find_if(
        headers, [](const HarField& header) { return equal_but_case(header.name, "Content-Type"); });
    return found == headers.end() ? std::string{"application/octet-stream"} : found->value;
}

void add(HarJson& json, const HarMember& member) { json[member.name] = HarJson::parse(member.json); }

HarJson request_json(const HarExchange& exchange) {
    const HarMessage& request = exchange.request;
    const HarFirstLine words = words_of(request.first_line);
    HarJson json{{"method", or_else(words.first, "POST")},
                 {"url", exchange.url},
                 {"httpVersion", or_else(words.rest, "HTTP/1.1")},
                 {"cookies", HarJson::array()},
                 {"headers", headers_json(request.headers)},
                 {"queryString", HarJson::array()},
                 {"headersSize", request.head_bytes},
                 {"bodySize", request.body.size()}};
    if (!request.body.empty()) {
        json["postData"] = {{"mimeType", media_type(request.headers)},
                            {"params", HarJson::array()},
                            {"text", to_text(request.body)}};
    }
    return json;
}

HarJson content_json(const HarExchange& exchange) {
    const Bytes& body = exchange.response.body;
    HarJson content{{"size", body.size() + exchange.omitted},
                    {"mimeType", media_type(exchange.response.headers)}};
    if (!body.empty()) {
        content["text"] = to_base64(body);
        content["encoding"] = "base64";
    }
    if (exchange.omitted > 0)
        content["comment"] = std::to_string(exchange.omitted) + " bytes of firmware not kept";
    if (exchange.content) add(content, *exchange.content);
    return content;
}

HarJson response_json(const HarExchange& exchange) {
    const HarMessage& response = exchange.response;
    const HarFirstLine words = words_of(response.first_line);
    return {{"status", exchange.status},
            {"statusText", words.rest},
            {"httpVersion", or_else(words.first, "HTTP/1.1")},
            {"cookies", HarJson::array()},
            {"headers", headers_json(response.headers)},
            {"content", content_json(exchange)},
            {"redirectURL", ""},
            {"headersSize", response.head_bytes},
            {"bodySize", response.body.size() + exchange.omitted}};
}

HarJson exchange_json(const HarExchange& exchange) {
    HarJson json;
    if (!exchange.page.empty()) json["pageref"] = exchange.page;
    json["startedDateTime"] = moment_text(exchange.started);
    json["time"] = exchange.took.count();
    json["request"] = request_json(exchange);
    json["response"] = response_json(exchange);
    json["cache"] = HarJson::object();
    json["timings"] = {{"send", 0}, {"wait", exchange.took.count()}, {"receive", 0}};
    if (!exchange.server.empty()) json["serverIPAddress"] = exchange.server;
    json["comment"] = exchange.comment;
    json["_tls"] = {{"version", exchange.tls.version},
                    {"cipher", exchange.tls.cipher},
                    {"serverName", exchange.tls.server_name},
                    {"peerCommonName", exchange.tls.peer_common_name},
                    {"failure", exchange.tls.failure}};
    for (const HarMember& member : exchange.members) add(json, member);
    return json;
}

}  // namespace

std::string har_text(const std::vector<HarPage>& pages, const std::vector<HarExchange>& exchanges,
                     std::string_view version) {
    HarJson page_list = HarJson::array();
    for (const HarPage& page : pages) {
        HarJson json{{"startedDateTime", moment_text(page.started)},
                     {"id", page.id},
                     {"title", page.title},
                     {"pageTimings", HarJson::object()}};
        for (const HarMember& member : page.members) add(json, member);
        page_list.push_back(std::move(json));
    }
    HarJson entries = HarJson::array();
    for (const HarExchange& exchange : exchanges) entries.push_back(exchange_json(exchange));
    const HarJson log{{"version", "1.2"},
                      {"creator", {{"name", "cupspec"}, {"version", version}}},
                      {"pages", std::move(page_list)},
                      {"entries", std::move(entries)}};
    return HarJson{{"log", log}}.dump(2, ' ', false, HarJson::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::capture
