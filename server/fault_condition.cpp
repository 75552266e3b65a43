#include "server/fault_condition.hpp"

#include "base/nearest.hpp"
#include "protocol/crc32.hpp"
#include "protocol/quoted.hpp"
#include "protocol/response.hpp"
#include "server/fault_words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace cupspec::server {
namespace {

constexpr std::array kConditionRules{
    ConditionRule{ConditionKind::get, "get", "The method is GET."},
    ConditionRule{ConditionKind::other_path, "other-path", "The path is another one than `/update-info`."},
    ConditionRule{ConditionKind::empty_body, "empty-body", "There is no body."},
    ConditionRule{ConditionKind::no_json, "no-json",
                  "The body is no JSON and does not begin as an object does."},
    ConditionRule{ConditionKind::cut_json, "cut-json", "The body begins with `{` and is no JSON."},
    ConditionRule{ConditionKind::no_router, "no-router", "The body is JSON without a `router`."},
    ConditionRule{ConditionKind::wrong_types, "wrong-types", "Members have types that no request has."},
    ConditionRule{ConditionKind::long_router, "long-router", "`router` is text that is no EUI."},
    ConditionRule{ConditionKind::unknown_members, "unknown-members",
                  "There are members that no Station sends."},
    ConditionRule{ConditionKind::null_package, "null-package", "`package` is null, or is not there."},
    ConditionRule{ConditionKind::null_uri, "null-uri", "`cupsUri` is null, or is not there."},
    ConditionRule{ConditionKind::many_keys, "many-keys", "There are 64 signing keys or more."},
    ConditionRule{ConditionKind::large_body, "large-body",
                  "The body has more than 8 KiB, or was refused with 413."},
    ConditionRule{ConditionKind::slow, "slow", "The request came in 8 pieces or more."},
    ConditionRule{ConditionKind::in_a_row, "in-a-row", "The four requests before had the same body."},
    ConditionRule{ConditionKind::unknown_router, "unknown-router", "The gateway has no record."},
    ConditionRule{ConditionKind::denied, "denied", "The client may not speak for the gateway."},
    ConditionRule{ConditionKind::nothing_new, "nothing-new", "The answer is 200 and changes nothing."},
    ConditionRule{ConditionKind::firmware, "firmware", "The answer carries a firmware."},
    ConditionRule{ConditionKind::status, "STATUS", "The decided status is that number."},
};

constexpr std::string_view kAfter = "after-";

std::optional<FaultCondition> named_condition(std::string_view word) {
    constexpr std::uint64_t kLeast = 100;
    constexpr std::uint64_t kMost = 599;
    FaultCondition condition;
    if (const auto number = decimal(word, kMost); number && *number >= kLeast) {
        condition.status = static_cast<unsigned>(*number);
        return condition;
    }
    const auto* const found = std::ranges::find(kConditionRules, word, &ConditionRule::name);
    if (found == kConditionRules.end() || found->kind == ConditionKind::status) return std::nullopt;
    condition.kind = found->kind;
    return condition;
}

bool is_nothing(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null();
}

bool has_unknown_member(const nlohmann::json& object) {
    constexpr std::array<std::string_view, 9> kKnown{
        "router", "cupsUri", "tcUri", "cupsCredCrc", "tcCredCrc", "station", "model", "package", "keys"};
    for (const auto& member : object.items())
        if (std::ranges::find(kKnown, member.key()) == kKnown.end()) return true;
    return false;
}

/// A body that can be read as an update-info request.
void look_at_members(const nlohmann::json& object, RequestFacts& facts) {
    constexpr std::size_t kMany = 64;
    if (has_unknown_member(object)) facts.set(ConditionKind::unknown_members);
    if (is_nothing(object, "package")) facts.set(ConditionKind::null_package);
    if (is_nothing(object, "cupsUri")) facts.set(ConditionKind::null_uri);
    const auto keys = object.find("keys");
    if (keys != object.end() && keys->is_array() && keys->size() >= kMany)
        facts.set(ConditionKind::many_keys);
}

/// A JSON document that is no request.
void look_at_defect(const nlohmann::json& document, RequestFacts& facts) {
    const auto router = document.is_object() ? document.find("router") : document.end();
    if (router == document.end()) {
        facts.set(ConditionKind::no_router);
        return;
    }
    const bool is_text = router->is_string();
    const bool is_eui = is_text && protocol::parse_eui64(router->get<std::string>()).has_value();
    facts.set(is_text && !is_eui ? ConditionKind::long_router : ConditionKind::wrong_types);
}

void look_at_body(const Bytes& body, RequestFacts& facts) {
    constexpr std::size_t kLarge = 8192;
    if (body.size() > kLarge) facts.set(ConditionKind::large_body);
    if (body.empty()) {
        facts.set(ConditionKind::empty_body);
        return;
    }
    const auto document = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
    if (document.is_discarded()) {
        facts.set(body.front() == '{' ? ConditionKind::cut_json : ConditionKind::no_json);
        return;
    }
    if (const auto parsed = protocol::parse_update_info(body)) {
        facts.router = parsed->router;
        look_at_members(document, facts);
    } else {
        look_at_defect(document, facts);
    }
}

}  // namespace

std::span<const ConditionRule> condition_rules() { return kConditionRules; }

ReadCondition read_condition(std::string_view word) {
    const bool is_after = word.starts_with(kAfter);
    ReadCondition read;
    read.condition = named_condition(is_after ? word.substr(kAfter.size()) : word);
    if (read.condition) {
        read.condition->after = is_after;
        return read;
    }
    std::vector<std::string_view> names;
    names.reserve(kConditionRules.size());
    for (const ConditionRule& rule : kConditionRules) names.push_back(rule.name);
    read.trouble = protocol::quoted(word) + " is no condition; " + suggestion(word, names);
    return read;
}

bool changes_nothing(const net::HttpAnswer& answer) {
    return !answer.rest && std::ranges::all_of(answer.body, [](std::uint8_t byte) { return byte == 0; });
}

RequestFacts facts_of(const net::HttpRequest& request, const net::HttpAnswer& answer) {
    constexpr std::size_t kPieces = 8;
    constexpr unsigned kOk = 200;
    RequestFacts facts;
    facts.status = answer.status;
    facts.body_crc = protocol::crc32(request.body);
    if (request.pieces >= kPieces) facts.set(ConditionKind::slow);
    const bool is_elsewhere = request.target != "/update-info";
    if (request.method == "GET") facts.set(ConditionKind::get);
    if (is_elsewhere) facts.set(ConditionKind::other_path);
    if (request.method == "POST" && !is_elsewhere) look_at_body(request.body, facts);
    if (answer.status == kOk && answer.rest) facts.set(ConditionKind::firmware);
    if (answer.status == kOk && changes_nothing(answer)) facts.set(ConditionKind::nothing_new);
    return facts;
}

RequestFacts facts_of_refused(unsigned status) {
    constexpr unsigned kTooLarge = 413;
    RequestFacts facts;
    facts.status = status;
    if (status == kTooLarge) facts.set(ConditionKind::large_body);
    return facts;
}

}  // namespace cupspec::server
