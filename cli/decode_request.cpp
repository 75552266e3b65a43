#include "base/hex.hpp"
#include "base/nearest.hpp"
#include "cli/decode_rules.hpp"
#include "json/document.hpp"
#include "protocol/crc32.hpp"
#include "protocol/update_info.hpp"
#include "protocol/uri.hpp"
#include "report/style.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace cupspec::cli {
namespace {

constexpr std::array<std::string_view, 9> kMembers{
    "router", "cupsUri", "tcUri", "cupsCredCrc", "tcCredCrc", "station", "model", "package", "keys"};

const json::Object* members_of(const Result<json::Document>& document) {
    return document ? std::get_if<json::Object>(&document->root.content) : nullptr;
}

void judge_members(const json::Object& members, std::vector<Finding>& findings) {
    for (const json::Member& member : members) {
        if (std::find(kMembers.begin(), kMembers.end(), member.name) == kMembers.end()) {
            findings.push_back({false, "request/known-members",
                                '"' + report::printable(member.name) + "\" is no member of a request; " +
                                    suggestion(member.name, kMembers)});
        }
    }
    for (const std::string_view name : kMembers) {
        const bool there = std::any_of(members.begin(), members.end(),
                                       [name](const json::Member& member) { return member.name == name; });
        if (!there) {
            findings.push_back(
                {false, "request/all-members", '"' + std::string{name} + "\" is absent; Station sends it"});
        }
    }
}

template <class Parse>
void judge_uri(std::string_view name, const std::optional<std::string>& uri, Parse parse,
               std::vector<Finding>& findings) {
    if (!uri || uri->empty()) return;
    if (const auto parsed = parse(*uri); !parsed)
        findings.push_back({false, "request/uri", std::string{name} + ' ' + describe(parsed.error())});
}

/// Where the value ends: before the comma or brace and the white space behind it.
std::size_t end_of_value(std::string_view text, std::size_t begin, std::size_t limit) {
    const std::size_t last = text.substr(begin, limit - begin).find_last_not_of(",} \t\r\n");
    return last == std::string_view::npos ? begin : begin + last + 1;
}

std::optional<std::uint64_t> unsigned_of(const json::Value& value) {
    if (const auto* number = std::get_if<std::uint64_t>(&value.content)) return *number;
    const auto* number = std::get_if<std::int64_t>(&value.content);
    if (number == nullptr || *number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

std::string value_text(const json::Member& member, std::string_view written) {
    constexpr std::uint64_t kLargestCrc = 0xFFFF'FFFF;
    const auto number = unsigned_of(member.value);
    if (number && *number <= kLargestCrc && member.name.ends_with("Crc"))
        return "CRC 0x" + to_hex8(static_cast<std::uint32_t>(*number)) + " = " + std::to_string(*number);
    return report::printable(written);
}

}  // namespace

std::vector<Finding> judge_request(ByteView body) {
    std::vector<Finding> findings;
    const auto request = protocol::parse_update_info(body);
    if (!request) {
        findings.push_back({true, "request/shape", describe(request.error())});
        return findings;
    }
    const auto document = json::parse(to_text(body));
    if (const json::Object* members = members_of(document)) judge_members(*members, findings);
    if (request->router.value == 0) findings.push_back({false, "request/router", "::0 names no gateway"});
    judge_uri("cupsUri", request->cups_uri, protocol::parse_cups_uri, findings);
    judge_uri("tcUri", request->tc_uri, protocol::parse_tc_uri, findings);
    if (findings.empty() && protocol::encode_update_info(*request) != as_text(body)) {
        findings.push_back({false, "request/as-station-writes",
                            "means the same, but is not byte for byte what Station 2.0.6 writes"});
    }
    return findings;
}

std::vector<protocol::FieldNote> annotate_request(ByteView body) {
    const auto document = json::parse(to_text(body));
    const json::Object* members = members_of(document);
    if (members == nullptr || members->empty()) {
        const std::string why = document ? "no JSON object with members" : describe(document.error());
        return {{0, body.size(), "(request)", why, true}};
    }
    const std::string_view text = as_text(body);
    std::vector<protocol::FieldNote> notes;
    std::size_t at =
        0;  // braces and commas go with the member before them, the first one with the first member
    for (std::size_t i = 0; i < members->size(); ++i) {
        const json::Member& member = (*members)[i];
        const std::size_t next = i + 1 < members->size() ? (*members)[i + 1].offset : body.size();
        const std::size_t begin = member.value.offset;
        const std::string_view written = text.substr(begin, end_of_value(text, begin, next) - begin);
        notes.push_back({at, next - at, report::printable(member.name), value_text(member, written), false});
        at = next;
    }
    return notes;
}

}  // namespace cupspec::cli
