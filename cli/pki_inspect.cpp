#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/inspection.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string list(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + report::printable(word);
    return out;
}

std::string certificate_text(const pki::CertificateFacts& facts) {
    std::string out =
        "issuer   " + (facts.self_signed ? std::string{"itself"} : report::printable(facts.issuer)) + '\n';
    if (!facts.dns.empty()) out += "DNS      " + list(facts.dns) + '\n';
    if (!facts.ip.empty()) out += "IP       " + list(facts.ip) + '\n';
    out += "valid    " + time_text(facts.not_before) + " to " + time_text(facts.not_after) + '\n';
    out += "key      " + facts.key + ", " + facts.signature + (facts.is_ca ? ", authority" : "") + '\n';
    out += "serial   " + facts.serial + '\n';
    out += "SHA-256  " + facts.sha256 + '\n';
    return out + "DER      " + report::bytes_text(facts.bytes) + '\n';
}

std::string inspected_text(const Inspected& item, report::Style style) {
    using report::Colour;
    std::string out = (item.part.empty() ? "" : item.part + ": ") + style.paint(Colour::bold, item.kind) +
                      "  " + report::printable(item.about) + '\n';
    for (const auto& facts : item.certificate) out += report::indented(certificate_text(facts), 2);
    for (const std::string& warning : item.warnings)
        out += "  " + style.paint(Colour::yellow, "warning") + ": " + warning + '\n';
    return out;
}

Json to_json(const Inspected& item) {
    Json json{{"kind", item.kind}};
    if (!item.part.empty()) json["part"] = item.part;
    json["about"] = item.about;
    for (const auto& facts : item.certificate) {
        json["subject"] = facts.subject;
        json["issuer"] = facts.issuer;
        json["commonName"] = facts.common_name;
        json["dns"] = facts.dns;
        json["ip"] = facts.ip;
        json["notBefore"] = time_text(facts.not_before);
        json["notAfter"] = time_text(facts.not_after);
        json["key"] = facts.key;
        json["signature"] = facts.signature;
        json["serial"] = facts.serial;
        json["sha256"] = facts.sha256;
        json["bytes"] = facts.bytes;
        json["authority"] = facts.is_ca;
        json["selfSigned"] = facts.self_signed;
    }
    json["warnings"] = item.warnings;
    return json;
}

}  // namespace

int execute(const PkiInspectCommand& command, Context& context) {
    auto files = Json::array();
    std::string text;
    bool all_known = true;
    for (const std::string& path : command.files) {
        const auto bytes = read_file(path);
        if (!bytes) return fail(bytes.error());
        warn_of_open_key(context, path);
        auto items = Json::array();
        text += path + '\n';
        for (const Inspected& item : inspect_file(*bytes, wall_clock())) {
            all_known = all_known && item.kind != "unknown";
            items.push_back(to_json(item));
            text += report::indented(inspected_text(item, context.style), 2);
        }
        files.push_back({{"file", path}, {"items", std::move(items)}});
    }
    const Json json{{"files", std::move(files)}};
    context.out.write(context.common.json ? json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'
                                          : text);
    return all_known ? kGood : kFailed;
}

}  // namespace cupspec::cli
