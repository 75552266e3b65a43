#include "scenarios/errc.hpp"
#include "scenarios/landscape_reader.hpp"
#include "scenarios/server_faults.hpp"
#include "server/gateway_record.hpp"

#include <array>
#include <span>
#include <utility>

namespace cupspec::scenarios {
namespace {

using json::Cursor;
using server::AuthMode;
using server::LnsRefusal;

constexpr std::array<std::string_view, 2> kKinds{"cups", "lns"};
constexpr std::array<std::string_view, 6> kAuthWords{"none",      "server", "mutual",
                                                     "mutual-cn", "token",  "thumbprint"};
constexpr std::array kAuthModes{AuthMode::none,      AuthMode::server, AuthMode::mutual,
                                AuthMode::mutual_cn, AuthMode::token,  AuthMode::thumbprint};
/// An LNS keeps no thumbprints.
constexpr std::size_t kLnsAuthWords = kAuthWords.size() - 1;
constexpr std::array<std::string_view, 4> kRefusalWords{"discovery-status", "discovery-error",
                                                        "discovery-uri", "muxs-status"};
constexpr std::array kRefusals{LnsRefusal::discovery_status, LnsRefusal::discovery_error,
                               LnsRefusal::discovery_uri, LnsRefusal::muxs_status};
constexpr std::array<std::string_view, 6> kSegmentWords{"cupsUri", "tcUri",     "cupsCred",
                                                        "tcCred",  "signature", "update"};
constexpr std::int64_t kMostFirmware = std::int64_t{64} << 20U;

std::optional<AuthMode> auth_of(const Cursor& at, std::span<const std::string_view> words = kAuthWords) {
    const auto auth = at.find("auth");
    if (!auth) return std::nullopt;
    return kAuthModes.at(word(*auth, words));
}

std::optional<std::string> optional_url(const std::optional<Cursor>& at, const Names& names) {
    if (!at || at->is_null()) return std::nullopt;
    return url_text(*at, names);
}

RecordPlan read_record(const std::string& router, const Cursor& at, const Names& names) {
    at.only({"cupsUri", "cupsId", "tcUri", "version"});
    RecordPlan record;
    record.router = router_id(at, router);
    record.cups_uri = optional_url(at.find("cupsUri"), names);
    record.tc_uri = optional_url(at.find("tcUri"), names);
    if (const auto id = at.find("cupsId")) record.cups_id = file_name(*id);
    if (const auto version = at.find("version")) record.version = file_name(*version);
    return record;
}

SignaturePlan read_signature(const Cursor& at, const Names& names) {
    SignaturePlan plan;
    if (!at.is_text()) at.only({"key", "by", "over", "flipBit"});
    const Cursor key = at.is_text() ? at : at["key"];
    plan.key = known(key, names.signing_keys, "signing key of the PKI");
    if (!plan.key.empty() && !signing_key_number(plan.key))
        key.fail(Errc::bad_name, '"' + plan.key + "\": a server looks for sig-N");
    plan.by = plan.key;
    if (at.is_text()) return plan;
    if (const auto by = at.find("by")) plan.by = known(*by, names.signing_keys, "signing key of the PKI");
    if (const auto over = at.find("over")) plan.over = over->text();
    if (const auto flip = at.find("flipBit")) plan.flip_bit = flip->boolean();
    return plan;
}

/// Bytes that are no text and repeat only after 251 of them.
std::string filler(std::size_t bytes) {
    constexpr std::size_t kPeriod = 251;
    std::string text(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i % kPeriod);
    return text;
}

FirmwarePlan read_firmware(const std::string& version, const Cursor& at, const Names& names) {
    at.only({"text", "bytes", "signedBy"});
    check_file_name(at, version);
    FirmwarePlan plan;
    plan.version = version;
    const auto bytes = at.find("bytes");
    if (bytes) {
        plan.text = filler(static_cast<std::size_t>(bytes->integer(1, kMostFirmware)));
    } else {
        plan.text = at["text"].text();
    }
    if (const auto text = at.find("text"); bytes && text) {
        text->fail(json::Errc::bad_value, "text and bytes both say what the firmware is");
    } else if (plan.text.empty() && text) {
        text->fail(json::Errc::bad_value, "a firmware has at least one byte");
    }
    if (const auto signatures = at.find("signedBy"))
        for (const Cursor& item : signatures->items()) plan.signatures.push_back(read_signature(item, names));
    return plan;
}

std::vector<RecordPlan> read_records(const std::optional<Cursor>& at, const Names& names) {
    std::vector<RecordPlan> records;
    if (!at) return records;
    for (const auto& [router, record] : at->members()) records.push_back(read_record(router, record, names));
    return records;
}

std::vector<FirmwarePlan> read_all_firmware(const std::optional<Cursor>& at, const Names& names) {
    std::vector<FirmwarePlan> firmware;
    if (!at) return firmware;
    for (const auto& [version, entry] : at->members())
        firmware.push_back(read_firmware(version, entry, names));
    return firmware;
}

std::optional<CutPlan> read_cut(const Cursor& at) {
    if (at.is_null()) return std::nullopt;
    at.only({"in", "at"});
    CutPlan cut;
    cut.segment = static_cast<protocol::Segment>(word(at["in"], kSegmentWords));
    if (const auto bytes = at.find("at"))
        cut.at = static_cast<std::uint32_t>(bytes->integer(0, kMostFirmware));
    return cut;
}

void read_manners(const Cursor& at, CupsPlan& plan) {
    if (const auto dialect = at.find("dialect")) {
        const auto found = server::find_dialect(dialect->text());
        if (!found) dialect->fail(json::Errc::bad_value, found.error().detail);
        if (found) plan.dialect = *found;
    }
    if (const auto wanted = at.find("registerUnknown")) plan.register_unknown = wanted->boolean();
    if (const auto wanted = at.find("oneShot")) plan.one_shot = wanted->boolean();
}

CupsPlan read_cups(const std::string& name, const Cursor& at, const Names& names) {
    at.only({"kind", "auth", "directory", "identity", "tcRoot", "gateways", "firmware", "cut", "dialect",
             "registerUnknown", "oneShot", "issuer", "faults"});
    CupsPlan plan;
    plan.directory = name;
    plan.auth = auth_of(at).value_or(AuthMode::mutual);
    if (const auto directory = at.find("directory")) plan.directory = file_name(*directory);
    plan.identity = plan.directory;
    if (const auto identity = at.find("identity")) plan.identity = file_name(*identity);
    const bool shows_certificate = plan.auth != AuthMode::none;
    const std::vector<std::string> one{plan.directory + '/' + plan.identity};
    if (shows_certificate &&
        std::find(names.credentials.begin(), names.credentials.end(), one.front()) == names.credentials.end())
        at.fail(Errc::unknown_name, '"' + one.front() + "\", the server's certificate, is not in the PKI");
    if (const auto tc_root = at.find("tcRoot")) plan.tc_root = file_name(*tc_root);
    if (const auto issuer = at.find("issuer")) plan.issuer = read_issuer(*issuer, names);
    read_manners(at, plan);
    plan.records = read_records(at.find("gateways"), names);
    plan.firmware = read_all_firmware(at.find("firmware"), names);
    if (const auto cut = at.find("cut")) plan.cut = read_cut(*cut);
    if (const auto faults = at.find("faults")) plan.faults = read_faults(*faults, shows_certificate);
    return plan;
}

LnsPlan read_lns(const std::string& name, const Cursor& at) {
    at.only({"kind", "auth", "tcRoot", "tokens", "routers", "refuse"});
    LnsPlan plan;
    plan.tc_root = name;
    if (const auto root = at.find("tcRoot")) plan.tc_root = file_name(*root);
    plan.auth = auth_of(at, std::span{kAuthWords}.first(kLnsAuthWords));
    plan.tokens = texts(at.find("tokens"));
    if (const auto routers = at.find("routers")) {
        for (const Cursor& router : routers->items())
            plan.routers.push_back(router_id(router, router.text()));
    }
    if (const auto refuse = at.find("refuse")) plan.refusal = read_refusal(*refuse);
    return plan;
}

std::size_t kind_of(const Cursor& at) { return word(at["kind"], kKinds); }

/// Where nothing is said, the credentials of the only LNS are meant.
void default_tc_roots(std::vector<ServerPlan>& servers) {
    std::vector<std::string> roots;
    for (const ServerPlan& server : servers)
        if (const auto* lns = std::get_if<LnsPlan>(&server.kind)) roots.push_back(lns->tc_root);
    for (ServerPlan& server : servers) {
        auto* cups = std::get_if<CupsPlan>(&server.kind);
        if (cups != nullptr && cups->tc_root.empty())
            cups->tc_root = roots.size() == 1 ? roots.front() : cups->directory;
    }
}

}  // namespace

RefusalPlan read_refusal(const Cursor& at) {
    RefusalPlan plan;
    if (at.is_null()) return plan;
    at.only({"at", "status", "text"});
    plan.at = kRefusals.at(word(at["at"], kRefusalWords));
    constexpr std::int64_t kLeast = 300;
    constexpr std::int64_t kMost = 599;
    if (const auto status = at.find("status"))
        plan.status = static_cast<unsigned>(status->integer(kLeast, kMost));
    if (const auto text = at.find("text")) plan.text = text->text();
    return plan;
}

CupsChange read_cups_change(const Cursor& at, const Names& names) {
    CupsChange change;
    change.records = read_records(at.find("gateways"), names);
    change.firmware = read_all_firmware(at.find("firmware"), names);
    if (const auto credentials = at.find("credentials")) {
        for (const auto& [stem, set] : credentials->members()) {
            check_file_name(set, stem);
            change.credentials.emplace_back(stem, known(set, names.credentials, "credential set of the PKI"));
        }
    }
    if (const auto files = at.find("files")) change.files = read_files(*files, names);
    if (const auto removed = at.find("remove")) change.removed = file_names(*removed);
    if (const auto cut = at.find("cut")) change.cut = read_cut(*cut);
    if (const auto faults = at.find("faults")) change.faults = read_faults(*faults, true);
    return change;
}

void read_server_names(const std::optional<Cursor>& at, Names& names) {
    if (!at) return;
    for (const auto& [name, entry] : at->members()) {
        check_file_name(entry, name);
        names.servers.push_back(name);
        if (kKinds.at(kind_of(entry)) == "lns") names.lns.push_back(name);
    }
}

std::vector<ServerPlan> read_servers(const std::optional<Cursor>& at, const Names& names) {
    std::vector<ServerPlan> servers;
    if (!at) return servers;
    for (const auto& [name, entry] : at->members()) {
        ServerPlan server;
        server.name = name;
        if (kKinds.at(kind_of(entry)) == "lns") {
            server.kind = read_lns(name, entry);
        } else {
            server.kind = read_cups(name, entry, names);
        }
        servers.push_back(std::move(server));
    }
    default_tc_roots(servers);
    return servers;
}

}  // namespace cupspec::scenarios
