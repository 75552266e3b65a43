#include "emulator/settings.hpp"
#include "protocol/update_info.hpp"
#include "scenarios/errc.hpp"
#include "scenarios/landscape_reader.hpp"

#include <array>
#include <utility>

namespace cupspec::scenarios {
namespace {

using json::Cursor;

constexpr std::array<std::string_view, 6> kSets{"cups", "cups-bak", "cups-boot", "tc", "tc-bak", "tc-boot"};
constexpr std::array<std::string_view, 2> kEncodings{"pem", "der"};

SetPlan read_set(const Cursor& at, const Names& names) {
    at.only({"uri", "credentials", "trust"});
    SetPlan set;
    if (const auto uri = at.find("uri")) set.uri = url_text(*uri, names);
    if (const auto credentials = at.find("credentials"))
        set.credentials = known(*credentials, names.credentials, "credential set of the PKI");
    if (const auto trust = at.find("trust"))
        set.trust = known(*trust, names.authorities, "authority of the PKI");
    return set;
}

std::string json_text(const Cursor& at) {
    if (at.is_boolean()) return at.boolean() ? "true" : "false";
    if (at.is_text()) return protocol::station_quoted(at.text());
    constexpr std::int64_t kMost = 1'000'000'000;
    return std::to_string(at.integer(0, kMost));
}

std::pair<std::string, std::string> read_setting(const std::string& name, const Cursor& at) {
    std::pair<std::string, std::string> setting{name, json_text(at)};
    const auto read = emulator::parse_settings(R"({"station_conf":{")" + name + "\":" + setting.second + "}}",
                                               "station.conf", {});
    if (!read) at.fail(read.error().code, read.error().detail);
    // Station would pass over it; whoever wrote a scenario wants to know.
    if (read && !read->ignored.empty())
        at.fail(read->ignored.front().why.code, read->ignored.front().why.detail);
    return setting;
}

void read_settings(const Cursor& at, GatewayPlan& plan) {
    at.only(
        {"CUPS_BUFSZ", "CUPS_CONN_TIMEOUT", "CUPS_RESYNC_INTV", "CUPS_OKSYNC_INTV", "TC_TIMEOUT", "TLS_SNI"});
    for (const auto& [name, value] : at.members()) plan.settings.push_back(read_setting(name, value));
}

std::map<std::string, SetPlan> read_sets(const Cursor& gateway, const Names& names) {
    std::map<std::string, SetPlan> sets;
    for (const std::string_view set : kSets)
        if (const auto found = gateway.find(set)) sets.emplace(set, read_set(*found, names));
    return sets;
}

emulator::Traits read_traits(const Cursor& at) {
    const std::string name = at.text();
    const auto traits = emulator::find_personality(name);
    if (traits) return *traits;
    if (at.is_text()) at.fail(Errc::unknown_name, traits.error().detail);
    return {};
}

GatewayPlan read_gateway(const std::string& name, const Cursor& at, const Names& names) {
    at.only({"router", "cups", "cups-bak", "cups-boot", "tc", "tc-bak", "tc-boot", "package", "signingKeys",
             "files", "settings", "encoding", "as", "model", "station"});
    GatewayPlan plan;
    plan.name = name;
    const Cursor router = at["router"];
    plan.router = router_id(router, router.text());
    plan.sets = read_sets(at, names);
    if (const auto package = at.find("package")) plan.package = package->text();
    if (const auto keys = at.find("signingKeys")) {
        for (const Cursor& key : keys->items())
            plan.signing_keys.push_back(known(key, names.signing_keys, "signing key of the PKI"));
    }
    if (const auto files = at.find("files")) plan.files = read_files(*files, names);
    if (const auto settings = at.find("settings")) read_settings(*settings, plan);
    if (const auto encoding = at.find("encoding"); encoding && word(*encoding, kEncodings) == 1)
        plan.encoding = pki::Encoding::der;
    if (const auto as = at.find("as")) plan.traits = read_traits(*as);
    if (const auto model = at.find("model")) plan.model = model->text();
    if (const auto station = at.find("station")) plan.station = station->text();
    return plan;
}

void check_routers(const Cursor& at, const std::vector<GatewayPlan>& gateways) {
    for (std::size_t i = 0; i < gateways.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (gateways[i].router == gateways[j].router) {
                at[gateways[i].name]["router"].fail(json::Errc::bad_value,
                                                    "is the router of " + gateways[j].name + " too");
            }
        }
    }
}

}  // namespace

void read_gateway_names(const std::optional<Cursor>& at, Names& names) {
    if (!at) return;
    for (const auto& [name, entry] : at->members()) {
        check_file_name(entry, name);
        names.gateways.push_back(name);
    }
}

std::vector<GatewayPlan> read_gateways(const std::optional<Cursor>& at, const Names& names) {
    std::vector<GatewayPlan> gateways;
    if (!at) return gateways;
    for (const auto& [name, entry] : at->members()) gateways.push_back(read_gateway(name, entry, names));
    check_routers(*at, gateways);
    return gateways;
}

}  // namespace cupspec::scenarios
