#include "base/hex.hpp"
#include "base/moment.hpp"
#include "report/case_text.hpp"
#include "report/formats.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::report {
namespace {

using Json = nlohmann::ordered_json;

/// A path as a URI reference. Source: RFC 3986 §2.1, §4.2.
std::string uri_reference(std::string_view path) {
    constexpr std::string_view kPlain{"-._~/"};
    std::string out = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || kPlain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<std::uint8_t>(c);
            out += '%' + to_hex(ByteView{&byte, 1});
        }
    }
    return out;
}

Json sarif_rule(const Case& one) {
    Json rule{{"id", one.id}, {"shortDescription", {{"text", one.title.empty() ? one.id : one.title}}}};
    std::string full = one.about;
    if (!one.harm.empty()) full += (full.empty() ? "" : " ") + one.harm;
    if (!full.empty()) rule["fullDescription"] = {{"text", full}};
    std::string help = one.remedy;
    if (!one.source.empty()) help += (help.empty() ? "" : "\n") + ("Source: " + one.source);
    if (!help.empty()) rule["help"] = {{"text", help}};
    rule["defaultConfiguration"] = {{"level", one.level == "should" ? "warning" : "error"}};
    Json tags = Json::array();
    if (!one.group.empty()) tags.push_back(one.group);
    for (const std::string& tag : one.tags) tags.push_back(tag);
    rule["properties"] = {{"tags", std::move(tags)}};
    return rule;
}

Json sarif_location(const Case& one) {
    Json location;
    if (const Place place = place_of(one); !place.file.empty()) {
        Json physical{{"artifactLocation", {{"uri", uri_reference(place.file)}}}};
        if (place.line > 0) physical["region"] = {{"startLine", place.line}};
        if (place.line > 0 && place.column > 0) physical["region"]["startColumn"] = place.column;
        location["physicalLocation"] = std::move(physical);
    }
    location["logicalLocations"] = Json::array(
        {{{"name", one.id}, {"fullyQualifiedName", one.group + '/' + one.id}, {"kind", "member"}}});
    return location;
}

Json sarif_result(const Case& one, std::size_t index, const Results& results) {
    std::string text = reason_of(one);
    if (text.empty()) text = to_string(one.verdict);
    Json result{{"ruleId", one.id},
                {"ruleIndex", index},
                {"kind", "fail"},
                {"level", one.verdict == Verdict::warning ? "warning" : "error"},
                {"message", {{"text", clean_text(text + '\n' + case_details(one, results))}}},
                {"locations", Json::array({sarif_location(one)})},
                {"partialFingerprints", {{"cupspecCase/v1", one.id}}},
                {"properties", {{"verdict", to_string(one.verdict)}}}};
    if (is_known_failure(one))
        result["suppressions"] = Json::array({{{"kind", "external"}, {"justification", one.known->reason}}});
    return result;
}

}  // namespace

std::string to_sarif(const Results& results) {
    Json rules = Json::array();
    Json found = Json::array();
    for (const Case& one : results.cases) {
        const std::size_t index = rules.size();
        rules.push_back(sarif_rule(one));
        if (one.verdict == Verdict::warning || is_bad(one.verdict))
            found.push_back(sarif_result(one, index, results));
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(results.took);
    const Json invocation{{"executionSuccessful", count_of(results.cases, Verdict::broken) == 0},
                          {"startTimeUtc", moment_text(results.started)},
                          {"endTimeUtc", moment_text(results.started + took)}};
    Json properties{{"subject", results.title}};
    if (results.seed) properties["seed"] = *results.seed;
    const Json driver{{"name", "cupspec"}, {"version", results.version}, {"rules", std::move(rules)}};
    const Json run{{"tool", {{"driver", driver}}},
                   {"invocations", Json::array({invocation})},
                   {"results", std::move(found)},
                   {"properties", std::move(properties)}};
    const Json document{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                        {"version", "2.1.0"},
                        {"runs", Json::array({run})}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::report
