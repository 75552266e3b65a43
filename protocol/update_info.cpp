#include "protocol/update_info.hpp"

#include "json/cursor.hpp"

#include <string_view>
#include <variant>

namespace cupspec::protocol {
namespace {

/// An absent member and a null are the same to a server.
std::optional<json::Cursor> given(const json::Cursor& root, std::string_view name) {
    auto found = root.find(name);
    if (found && found->is_null()) return std::nullopt;
    return found;
}

std::optional<std::string> text(const json::Cursor& root, std::string_view name) {
    const auto found = given(root, name);
    return found ? std::optional{found->text()} : std::nullopt;
}

std::optional<std::uint32_t> crc(const json::Cursor& root, std::string_view name) {
    const auto found = given(root, name);
    return found ? std::optional{found->unsigned32()} : std::nullopt;
}

std::vector<std::uint32_t> keys(const json::Cursor& root) {
    std::vector<std::uint32_t> crcs;
    const auto found = given(root, "keys");
    if (!found) return crcs;
    for (const json::Cursor& item : found->items()) crcs.push_back(item.unsigned32());
    return crcs;
}

std::optional<Eui64> from_text(const json::Cursor& router) {
    const auto eui = parse_eui64(router.text());
    if (eui) return *eui;
    router.fail(eui.error().code, eui.error().detail);
    return std::nullopt;
}

/// The whole unsigned 64-bit range, which json::Cursor::integer does not have.
std::optional<Eui64> from_number(const json::Cursor& router) {
    const auto& content = router.value()->content;
    if (const auto* u = std::get_if<std::uint64_t>(&content)) return Eui64{*u};
    if (const auto* i = std::get_if<std::int64_t>(&content)) {
        router.fail(json::Errc::out_of_range, std::to_string(*i) + " is negative");
    } else {
        router.fail(json::Errc::wrong_type, "expected an EUI-64: a string or an integer");
    }
    return std::nullopt;
}

/// `::0` after a failure, which sticks in the Reading.
Eui64 gateway(const json::Cursor& router) {
    if (router.value() == nullptr) {
        router.fail(json::Errc::missing_key, "the gateway's EUI-64 is required");
        return {};
    }
    const auto eui = router.is_text() ? from_text(router) : from_number(router);
    if (eui && eui->value == 0) router.fail(Errc::zero_eui, {});
    return eui.value_or(Eui64{});
}

void append(std::string& out, std::string_view name, const std::optional<std::string>& value) {
    ((out += ",\"") += name) += "\":";
    out += value ? station_quoted(*value) : "null";
}

void append(std::string& out, std::string_view name, const std::optional<std::uint32_t>& value) {
    if (!value) return;
    ((out += ",\"") += name) += "\":";
    out += std::to_string(*value);
}

/// The letter of a two-character escape, or 0.
char short_escape(char c) {
    switch (c) {
        case '"':
        case '\\': return c;
        case '\b': return 'b';
        case '\f': return 'f';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return 0;
    }
}

}  // namespace

Result<UpdateInfo> parse_update_info(ByteView body) {
    const auto document = json::parse(to_text(body));
    if (!document) return document.error();
    json::Reading reading{*document};
    const json::Cursor root = reading.root();
    if (!root.is_object()) root.fail(json::Errc::wrong_type, "the body must be one JSON object");
    UpdateInfo request;
    request.router = gateway(root["router"]);
    request.cups_uri = text(root, "cupsUri");
    request.tc_uri = text(root, "tcUri");
    request.cups_cred_crc = crc(root, "cupsCredCrc");
    request.tc_cred_crc = crc(root, "tcCredCrc");
    request.station = text(root, "station");
    request.model = text(root, "model");
    request.package = text(root, "package");
    request.keys = keys(root);
    return reading.finish(std::move(request));
}

std::string encode_update_info(const UpdateInfo& request) {
    std::string out = R"({"router":")" + to_id6(request.router) + '"';
    append(out, "cupsUri", request.cups_uri);
    append(out, "tcUri", request.tc_uri);
    append(out, "cupsCredCrc", request.cups_cred_crc);
    append(out, "tcCredCrc", request.tc_cred_crc);
    if (request.station) append(out, "station", request.station);
    if (request.model) append(out, "model", request.model);
    append(out, "package", request.package);
    out += ",\"keys\":[";
    for (const std::uint32_t key : request.keys) {
        if (out.back() != '[') out += ',';
        out += std::to_string(key);
    }
    return out += "]}";
}

std::string station_quoted(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (const char letter = short_escape(c); letter != 0) {
            (out += '\\') += letter;
        } else if (byte < 0x20) {
            ((out += "\\u00") += kDigits[byte >> 4U]) += kDigits[byte & 0x0FU];
        } else {
            out += c;
        }
    }
    return out += '"';
}

}  // namespace cupspec::protocol
