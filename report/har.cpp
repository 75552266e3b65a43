#include "capture/har_text.hpp"
#include "report/formats.hpp"
#include "report/head.hpp"
#include "report/reproduce.hpp"
#include "report/shown_body.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace cupspec::report {
namespace {

using Json = nlohmann::ordered_json;

/// Without the body: what may be shown of it is each caller's.
capture::HarMessage har_message(const std::string& text) {
    const ShownHead head = shown_head(text);
    capture::HarMessage message;
    message.first_line = head.first;
    for (const HeadLine& line : head.lines) message.headers.push_back({line.name, line.value});
    message.head_bytes = text.size();
    return message;
}

/// What may be shown of a body stays, every other byte is zero and listed.
void add_shown_body(capture::HarExchange& shown, const protocol::Exchange& exchange) {
    Bytes& body = shown.response.body;
    body = exchange.response_body;
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
    if (!masked.empty()) shown.content = capture::HarMember{"_masked", masked.dump()};
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

capture::HarExchange har_exchange(std::size_t index, const Results& results) {
    const Recorded& recorded = results.exchanges[index];
    const protocol::Exchange& exchange = recorded.exchange;
    capture::HarExchange shown;
    if (const auto page = page_of(index, results)) shown.page = "case-" + std::to_string(*page + 1);
    shown.started = exchange.started;
    shown.took = exchange.took;
    shown.url = request_url(recorded);
    shown.request = har_message(exchange.request_head);
    shown.request.body = exchange.request_body;
    shown.response = har_message(exchange.response_head);
    add_shown_body(shown, exchange);
    shown.status = exchange.status;
    shown.omitted = exchange.update_omitted;
    if (const std::size_t colon = exchange.peer.rfind(':'); colon != std::string::npos)
        shown.server = exchange.peer.substr(0, colon);
    shown.comment = recorded.title;
    shown.tls = exchange.tls;
    return shown;
}

}  // namespace

std::string to_har(const Results& results) {
    std::vector<capture::HarPage> pages;
    for (const Case& one : results.cases) {
        capture::HarPage page;
        page.id = "case-" + std::to_string(pages.size() + 1);
        page.title = one.title.empty() ? one.id : one.id + ": " + one.title;
        page.started = results.started;
        page.members.push_back({"_verdict", Json(to_string(one.verdict)).dump()});
        pages.push_back(std::move(page));
    }
    std::vector<capture::HarExchange> exchanges;
    for (std::size_t i = 0; i < results.exchanges.size(); ++i) exchanges.push_back(har_exchange(i, results));
    return capture::har_text(pages, exchanges, results.version);
}

}  // namespace cupspec::report
