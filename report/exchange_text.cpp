#include "report/exchange_text.hpp"

#include "base/hex.hpp"
#include "protocol/response.hpp"

#include <optional>
#include <utility>

namespace cupspec::report {
namespace {

using emulator::Outcome;
using emulator::ResponseSummary;
using emulator::RoundReport;
using emulator::UpdateVerdict;

constexpr std::string_view kUnchanged = "-";

std::string field(std::string_view name, std::string_view value) {
    constexpr std::size_t kWidth = 8;
    std::string out{name};
    out.resize(std::max(out.size(), kWidth), ' ');
    return out + ": " + std::string{value} + '\n';
}

std::string old_text(const std::optional<std::string>& text) {
    return " <- [" + (text ? printable(*text) : std::string{}) + ']';
}

std::string uri_field(std::string_view name, const std::string& uri, const std::optional<std::string>& old) {
    return field(name, uri.empty() ? std::string{kUnchanged} : printable(uri) + old_text(old));
}

std::string credential_field(std::string_view name, const std::optional<emulator::CredentialSummary>& set,
                             std::optional<std::uint32_t> old) {
    if (!set) return field(name, kUnchanged);
    return field(name, bytes_text(set->bytes) + " [" + to_hex8(set->crc) + "] <- [" +
                           (old ? to_hex8(*old) : std::string{}) + ']');
}

std::string verdict_text(const UpdateVerdict& update) {
    switch (update.kind) {
        case UpdateVerdict::Kind::none: return {};
        case UpdateVerdict::Kind::verified: return " verified";
        case UpdateVerdict::Kind::refused: return " refused: " + update.reason;
        case UpdateVerdict::Kind::unsigned_run:
            return " unsigned, and the gateway has no key: it would be run";
    }
    return {};
}

std::string signature_fields(const RoundReport& round) {
    const auto& signature = round.response->signature;
    if (!signature) return field("sigCrc", kUnchanged) + field("sig", kUnchanged);
    std::string text = bytes_text(signature->bytes);
    if (round.update.kind == UpdateVerdict::Kind::verified && round.update.key) {
        text += " verified by sig-" + std::to_string(*round.update.key) + ".key";
    } else if (round.update.kind == UpdateVerdict::Kind::refused) {
        text += " not verified";
    }
    return field("sigCrc", to_hex8(signature->key_crc)) + field("sig", text);
}

std::string firmware_field(const RoundReport& round, std::string_view package) {
    if (!round.response->update_bytes) return field("fw", kUnchanged);
    const std::string version = package.empty() ? std::string{"?"} : printable(package);
    const auto old = round.request ? round.request->package : std::nullopt;
    return field("fw", bytes_text(*round.response->update_bytes) + " [" + version + ']' + old_text(old) +
                           verdict_text(round.update));
}

bool changes_nothing(const ResponseSummary& response) {
    return response.cups_uri.empty() && response.tc_uri.empty() && !response.cups_cred && !response.tc_cred &&
           !response.signature && !response.update_bytes;
}

std::string response_fields(const RoundReport& round, std::string_view package) {
    const ResponseSummary& response = *round.response;
    const protocol::UpdateInfo none;
    const protocol::UpdateInfo& old = round.request ? *round.request : none;
    std::string out = uri_field("cupsUri", response.cups_uri, old.cups_uri) +
                      uri_field("tcUri", response.tc_uri, old.tc_uri) +
                      credential_field("cupsCred", response.cups_cred, old.cups_cred_crc) +
                      credential_field("tcCred", response.tc_cred, old.tc_cred_crc) +
                      signature_fields(round) + firmware_field(round, package);
    if (response.trailing_bytes > 0)
        out += field("after it", bytes_text(response.trailing_bytes) + " nobody reads");
    return out;
}

std::string answer_text(const RoundReport& round, std::string_view package) {
    const unsigned status = round.exchange.status;
    if (status == 0) return "no answer\n";
    const std::string head = "answer " + std::to_string(status);
    if (!round.response) return head + '\n';
    const std::string size = head + ", " + bytes_text(round.response->bytes);
    if (round.outcome == Outcome::no_updates && changes_nothing(*round.response)) {
        return size + (round.response->bytes == protocol::kNullResponseBytes
                           ? ", all zero: nothing to change\n"
                           : ", six zero lengths: nothing to change\n");
    }
    return size + '\n' + indented(response_fields(round, package), 2);
}

std::string join(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + printable(word);
    return out;
}

std::string outcome_text(const RoundReport& round, Style style) {
    const bool good = round.outcome == Outcome::updated || round.outcome == Outcome::no_updates;
    std::string out = style.paint(good ? Colour::green : Colour::red, to_string(round.outcome));
    std::string sets;
    for (const auto category : round.committed)
        sets += (sets.empty() ? "" : " and ") + std::string{to_string(category)};
    if (!sets.empty()) out += ": " + sets + " changed on disk";
    if (round.outcome == Outcome::start_refused || round.outcome == Outcome::crashed) return out + '\n';
    return out + "; next contact in " + interval_text(round.next.after) + " with set " +
           std::string{to_string(round.next.set)} + '\n';
}

}  // namespace

std::string round_text(const RoundReport& round, std::string_view package, Depth depth, Style style) {
    std::string out;
    if (round.exchange.request_body.empty()) {
        out += "no request";
        if (!round.uri.empty()) out += " to " + printable(round.uri);
        out += ", set " + std::string{to_string(round.set)} + '\n';
    } else {
        out += "request to " + printable(round.uri) + ", set " + std::string{to_string(round.set)} + '\n' +
               "  " + printable(as_text(round.exchange.request_body)) + '\n' + answer_text(round, package);
    }
    if (depth == Depth::annotated) out += indented(wire_text(round.exchange, style), 2);
    if (!round.problems.empty())
        out += style.paint(Colour::yellow, "problems") + ": " + join(round.problems) + '\n';
    return out + outcome_text(round, style);
}

std::string lns_text(const emulator::LnsReport& lns, Depth depth, Style style) {
    const auto line = [](std::string_view name, const std::string& uri, const protocol::TlsFacts& tls) {
        if (uri.empty()) return std::string{};
        return std::string{name} + printable(uri) + (tls.version.empty() ? "" : " (" + tls.version + ')') +
               '\n';
    };
    std::string out = line("discovery     ", lns.discovery_uri, lns.infos);
    out += line("muxs          ", lns.muxs_uri, lns.muxs);
    if (!lns.router_config.empty()) out += "router_config " + bytes_text(lns.router_config.size()) + '\n';
    if (depth == Depth::annotated && !lns.router_config.empty())
        out += "  " + printable(lns.router_config) + '\n';
    out += style.paint(lns.ok() ? Colour::green : Colour::red, to_string(lns.stage));
    if (!lns.problem.empty()) out += ": " + printable(lns.problem);
    if (!lns.detail.empty()) out += " (" + printable(lns.detail) + ')';
    return out + '\n';
}

std::string exchange_text(const protocol::Exchange& exchange, Depth depth, Style style) {
    std::string out;
    if (!exchange.request_body.empty()) out += "request " + bytes_text(exchange.request_body.size()) + '\n';
    out += exchange.status == 0 ? std::string{"no answer"} : "answer " + std::to_string(exchange.status);
    if (!exchange.response_body.empty())
        out += ", " + bytes_text(exchange.response_body.size() + exchange.update_omitted);
    out += '\n';
    return depth == Depth::annotated ? out + indented(wire_text(exchange, style), 2) : out;
}

}  // namespace cupspec::report
