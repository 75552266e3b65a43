#include "server/gateway_record.hpp"

#include "base/nearest.hpp"
#include "json/cursor.hpp"
#include "protocol/credentials.hpp"
#include "protocol/uri.hpp"
#include "server/errc.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace cupspec::server {
namespace {

constexpr std::array<std::string_view, 7> kMembers{"cupsUri", "cupsId",        "tcUri",      "version",
                                                   "fwUrl",   "fwKeyChecksum", "fwSignature"};

std::optional<std::string> text_of(const json::Cursor& root, std::string_view name) {
    const auto member = root.find(name);
    if (!member || member->is_null()) return std::nullopt;
    std::string text = member->text();
    if (text.empty()) return std::nullopt;
    return text;
}

std::optional<std::string> plain_name_of(const json::Cursor& root, std::string_view name) {
    auto text = text_of(root, name);
    if (text && !is_plain_name(*text)) root[name].fail(Errc::bad_name, '"' + *text + '"');
    return text;
}

/// Base64 is a PEM block without its lines.
Bytes signature_of(const json::Cursor& at) {
    const std::string pem = "-----BEGIN SIGNATURE-----\n" + at.text() + "\n-----END SIGNATURE-----\n";
    auto bytes = protocol::first_pem_block(as_bytes(pem));
    if (bytes && !bytes->empty()) return std::move(*bytes);
    at.fail(Errc::bad_file, "no signature in base64");
    return {};
}

/// All or nothing: a firmware without its key or its signature would go to nobody.
std::optional<RollOut> roll_out_of(const json::Cursor& root) {
    constexpr std::int64_t kMostCrc = std::numeric_limits<std::uint32_t>::max();
    const bool is_there = root.find("fwUrl") || root.find("fwKeyChecksum") || root.find("fwSignature");
    if (!is_there) return std::nullopt;
    RollOut roll_out;
    roll_out.object = plain_name_of(root, "fwUrl");
    roll_out.key_crc = static_cast<std::uint32_t>(root["fwKeyChecksum"].integer(0, kMostCrc));
    roll_out.signature = signature_of(root["fwSignature"]);
    return roll_out;
}

void warn_about_unknown(const json::Cursor& root, std::vector<std::string>& warnings) {
    for (const auto& [name, member] : root.members()) {
        if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end())
            warnings.push_back(member.where() + ": nothing reads this member; " + suggestion(name, kMembers));
    }
}

/// A URI that a gateway stores and then cannot use. Source: protocol.md CS-02, CS-03.
void warn_about_uri(const json::Cursor& root, std::string_view name,
                    Result<protocol::ServerUri> (*parse)(std::string_view),
                    std::vector<std::string>& warnings) {
    const auto text = text_of(root, name);
    if (!text) return;
    if (const auto parsed = parse(*text); !parsed) {
        warnings.push_back(root[name].where() +
                           ": a gateway cannot use this URI: " + describe(parsed.error()));
    }
}

}  // namespace

bool is_plain_name(std::string_view name) {
    const auto is_forbidden = [](char c) {
        return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    };
    return name.find_first_not_of('.') != std::string_view::npos &&
           std::none_of(name.begin(), name.end(), is_forbidden);
}

Result<ParsedRecord> parse_record(std::string text, std::string file) {
    const auto document = json::parse(std::move(text), json::Source{std::move(file), true});
    if (!document) return document.error();
    json::Reading reading{*document};
    const json::Cursor root = reading.root();
    ParsedRecord parsed;
    warn_about_unknown(root, parsed.warnings);
    parsed.record.cups_uri = text_of(root, "cupsUri");
    parsed.record.cups_id = plain_name_of(root, "cupsId");
    parsed.record.tc_uri = text_of(root, "tcUri");
    parsed.record.version = plain_name_of(root, "version");
    parsed.record.roll_out = roll_out_of(root);
    warn_about_uri(root, "cupsUri", protocol::parse_cups_uri, parsed.warnings);
    warn_about_uri(root, "tcUri", protocol::parse_tc_uri, parsed.warnings);
    return reading.finish(std::move(parsed));
}

}  // namespace cupspec::server
