#include "report/case_text.hpp"

#include "report/exchange_text.hpp"
#include "report/style.hpp"

#include <nlohmann/json.hpp>

namespace cupspec::report {
namespace {

std::string differences(const std::vector<Mismatch>& mismatches) {
    std::string out;
    for (const Mismatch& mismatch : mismatches) {
        if (!mismatch.what.empty()) out += printable(mismatch.what) + '\n';
        out += "  expected: " + printable(mismatch.expected) + "\n  actual:   " + printable(mismatch.actual) +
               '\n';
    }
    return out;
}

std::string labelled(std::string_view label, const std::string& text) {
    return text.empty() ? std::string{} : std::string{label} + ": " + printable(text) + '\n';
}

std::string event_details(const Event& event, const Results& results) {
    std::string out = printable(event.title);
    if (!event.outcome.empty()) out += ": " + printable(event.outcome);
    std::string body = event.place.file.empty() ? std::string{} : labelled("at", event.place.told);
    if (event.at) body += labelled("on the gateway's clock", scenarios::span_text(*event.at));
    if (!event.message.empty()) body += printable(event.message) + '\n';
    body += differences(event.mismatches);
    for (const auto& [name, value] : event.facts) body += labelled(name, value);
    for (const Mark& mark : event.marks) body += byte_range(mark) + ": " + printable(mark.why) + '\n';
    if (event.exchange) body += wire_text(results.exchanges.at(*event.exchange).exchange, {});
    return out + '\n' + indented(body, 2);
}

}  // namespace

std::string clean_text(std::string_view text) {
    using Json = nlohmann::json;
    std::string lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines += printable(text.substr(at, end - at));
        if (end == std::string_view::npos) break;
        lines += '\n';
        at = end + 1;
    }
    return Json::parse(Json(lines).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

std::string case_title(const Case& one) { return one.title.empty() ? one.id : one.id + ": " + one.title; }

std::string case_details(const Case& one, const Results& results) {
    std::string out = one.message.empty() ? std::string{} : printable(one.message) + '\n';
    out += differences(one.mismatches);
    for (const Event& event : one.events)
        if (event.verdict != Verdict::passed) out += event_details(event, results);
    out += labelled("source", one.source) + labelled("harm", one.harm) + labelled("remedy", one.remedy) +
           labelled("kept in", one.kept);
    for (const Reproduction& line : one.reproductions) out += "again: " + printable(line.command) + '\n';
    return out;
}

}  // namespace cupspec::report
