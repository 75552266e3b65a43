#include "base/base64.hpp"
#include "capture/recording.hpp"
#include "protocol/annotate.hpp"
#include "protocol/eui64.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::capture {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;

bool is_plain_text(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t c) {
        return (c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n' || c == '\t';
    });
}

OrderedJson bytes_json(ByteView bytes) {
    if (is_plain_text(bytes)) return {{"text", to_text(bytes)}};
    return {{"base64", to_base64(bytes)}};
}

std::string octal(unsigned mode) {
    constexpr unsigned kDigitBits = 3;
    constexpr unsigned kDigit = 7;
    std::string text;
    for (int digit = 3; digit >= 0; --digit)
        text += static_cast<char>('0' + (mode >> (kDigitBits * static_cast<unsigned>(digit)) & kDigit));
    return text;
}

OrderedJson home_json(const emulator::HomeFiles& home) {
    constexpr std::array<std::string_view, 4> kKinds{"file", "directory", "other", "unreadable"};
    OrderedJson files = OrderedJson::object();
    for (const auto& [name, entry] : home) {
        OrderedJson file = bytes_json(entry.content);
        file["mode"] = octal(entry.mode);
        if (entry.kind != emulator::HomeEntry::Kind::file)
            file["kind"] = kKinds.at(static_cast<std::size_t>(entry.kind));
        files[name] = std::move(file);
    }
    return files;
}

OrderedJson tls_json(const protocol::TlsFacts& tls) {
    return {{"version", tls.version},        {"cipher", tls.cipher},
            {"serverName", tls.server_name}, {"peerCommonName", tls.peer_common_name},
            {"peerSha256", tls.peer_sha256}, {"failure", tls.failure}};
}

OrderedJson observed_json(const Observed& observed) {
    constexpr std::array<std::string_view, 4> kVerdicts{"none", "verified", "refused", "unsigned"};
    OrderedJson json = OrderedJson::object();
    if (observed.outcome) json["outcome"] = to_string(*observed.outcome);
    if (observed.problems) json["problems"] = *observed.problems;
    if (observed.committed) {
        json["committed"] = OrderedJson::array();
        for (const auto category : *observed.committed) json["committed"].push_back(to_string(category));
    }
    if (observed.verdict) json["update"] = kVerdicts.at(static_cast<std::size_t>(*observed.verdict));
    if (observed.next)
        json["next"] = {{"afterMs", observed.next->after.count()},
                        {"credentialSet", to_string(observed.next->set)}};
    return json;
}

/// The answer's body taken apart for a reader; nobody reads it back.
OrderedJson decoded_json(const Round& round) {
    constexpr std::string_view kOk = " 200";
    constexpr std::string_view kEmptyLine = "\r\n\r\n";
    const std::string_view text = as_text(round.answer);
    const std::size_t head = text.find(kEmptyLine);
    if (head == std::string_view::npos) return nullptr;
    if (text.substr(0, text.find('\r')).find(kOk) == std::string_view::npos) return nullptr;
    OrderedJson fields = OrderedJson::array();
    const ByteView body = ByteView{round.answer}.subspan(head + kEmptyLine.size());
    for (const protocol::FieldNote& note : protocol::annotate_response(body))
        fields.push_back(
            {{"offset", note.offset}, {"bytes", note.bytes}, {"field", note.field}, {"value", note.value}});
    return fields;
}

OrderedJson reads_json(const std::vector<Read>& reads) {
    OrderedJson list = OrderedJson::array();
    for (const Read& read : reads) list.push_back({read.after.count(), read.bytes});
    return list;
}

std::string span(std::chrono::milliseconds length) { return std::to_string(length.count()) + "ms"; }

OrderedJson settings_json(const emulator::Settings& settings) {
    return {{"CUPS_BUFSZ", settings.cups_buffer},        {"CUPS_CONN_TIMEOUT", span(settings.cups_timeout)},
            {"CUPS_RESYNC_INTV", span(settings.resync)}, {"CUPS_OKSYNC_INTV", span(settings.oksync)},
            {"TC_TIMEOUT", span(settings.tc_timeout)},   {"TLS_SNI", settings.tls_sni}};
}

std::string line_of(const OrderedJson& json) {
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + '\n';
}

}  // namespace

std::string header_line(const GatewayFacts& gateway, bool is_masked) {
    OrderedJson json{{"cupspec", "recording"}, {"format", kFormatVersion}};
    if (gateway.router) json["router"] = protocol::to_id6(*gateway.router);
    if (!gateway.personality.empty()) json["as"] = gateway.personality;
    if (!gateway.station.empty()) json["station"] = gateway.station;
    if (!gateway.model.empty()) json["model"] = gateway.model;
    json["lns"] = gateway.lns;
    if (gateway.refuses_updates) json["refusesUpdates"] = true;
    if (gateway.settings) json["settings"] = settings_json(*gateway.settings);
    json["masked"] = is_masked;
    return line_of(json);
}

std::string round_line(const Round& round) {
    OrderedJson json{{"started", round.started.time_since_epoch().count()}, {"took", round.took.count()}};
    if (round.restarted) json["restarted"] = true;
    if (round.lns_connected) json["lnsConnected"] = true;
    if (round.home) json["home"] = home_json(*round.home);
    if (!round.uri.empty()) json["uri"] = round.uri;
    if (round.set) json["credentialSet"] = to_string(*round.set);
    if (!round.peer.empty()) json["peer"] = round.peer;
    json["tls"] = tls_json(round.tls);
    if (!round.request_head.empty()) json["requestHead"] = bytes_json(as_bytes(round.request_head));
    if (!round.request_body.empty()) json["requestBody"] = bytes_json(round.request_body);
    json["exact"] = round.is_request_exact;
    json["answer"] = bytes_json(round.answer);
    if (!round.reads.empty()) json["reads"] = reads_json(round.reads);
    if (round.omitted != 0) json["omitted"] = round.omitted;
    if (round.ending != Ending::none) json["ending"] = to_string(round.ending);
    if (!round.trouble.empty()) json["trouble"] = round.trouble;
    if (!round.observed.empty()) json["observed"] = observed_json(round.observed);
    if (auto decoded = decoded_json(round); !decoded.is_null()) json["decoded"] = std::move(decoded);
    return line_of(json);
}

std::string recording_name(const std::optional<protocol::Eui64>& router) {
    return (router ? protocol::to_hex16(*router) : std::string{"unknown"}) + std::string{kRecordingSuffix};
}

}  // namespace cupspec::capture
