#include "base/nearest.hpp"
#include "emulator/home_lint_view.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cupspec::emulator {
namespace {

constexpr const char* kFile = "station.conf";

constexpr LintRule kMissing{
    .slug = "station-conf-missing",
    .severity = Severity::fatal,
    .says = "station.conf is there and can be read.",
    .does = "Station exits with 1 at its start.",
    .cure = R"(Write one; at least {"station_conf": {"routerid": "::1"}} and the radio's settings.)",
    .source = "Station 2.0.6, sys_linux.c:1185"};
constexpr LintRule kUnparsable{
    .slug = "station-conf-unparsable",
    .severity = Severity::fatal,
    .says = "station.conf is JSON, in which /* */ comments may stand, with values Station can read.",
    .does = "Station exits with 1 at its start.",
    .cure = "Mend the place named.",
    .source = "Station 2.0.6, sys_linux.c:1185 and s2conf.c"};
constexpr LintRule kUnknown{
    .slug = "setting-unknown",
    .severity = Severity::note,
    .says = "A setting in station_conf bears one of Station's names.",
    .does = "Station passes over a name it does not know; its default stays in force.",
    .cure = "Correct the name.",
    .source = "Station 2.0.6, s2conf.c"};
constexpr LintRule kMisplaced{.slug = "setting-misplaced",
                              .severity = Severity::note,
                              .says = "Station's settings stand inside the object station_conf.",
                              .does = "Station does not find it there; its default stays in force.",
                              .cure = "Move it into station_conf.",
                              .source = "Station 2.0.6, s2conf.c"};
constexpr LintRule kNoRouter{
    .slug = "routerid-missing",
    .severity = Severity::note,
    .says = "station_conf names a routerid.",
    .does =
        "Station makes its EUI of a network interface's MAC (eth* first, then the lowest by name): another "
        "one after a change of hardware, and not always the one a vendor registered.",
    .cure = "Set routerid to the EUI the server knows.",
    .source = "Station 2.0.6, sys.c:242-250 and sys_linux.c:191-235; basicstation#112"};
constexpr LintRule kNoSni{
    .slug = "sni-off",
    .severity = Severity::note,
    .says = "TLS_SNI is true, Station's default.",
    .does =
        "Station sends no server name and takes any certificate of the trusted authority, whatever name it "
        "bears.",
    .cure = "Take TLS_SNI out and give the server a certificate for the host of its URI.",
    .source = "Station 2.0.6, net.c:1468-1514"};
constexpr LintRule kShortResync{
    .slug = "resync-below-a-second",
    .severity = Severity::note,
    .says = "CUPS_RESYNC_INTV is a second or more.",
    .does =
        "Where the LNS sends Station back to CUPS, it counts whole seconds: it asks again without any pause.",
    .cure = "Set a second or more; Station's default is 1m.",
    .source = "Station 2.0.6, cups.c:510-512"};
constexpr std::array kRules{&kMissing,  &kUnparsable, &kUnknown,    &kMisplaced,
                            &kNoRouter, &kNoSni,      &kShortResync};

/// Names this tool knows the meaning of, and others of Station's that resemble them.
constexpr std::array<std::string_view, 32> kNames{"routerid",
                                                  "euiprefix",
                                                  "CUPS_BUFSZ",
                                                  "CUPS_CONN_TIMEOUT",
                                                  "CUPS_RESYNC_INTV",
                                                  "CUPS_OKSYNC_INTV",
                                                  "TC_TIMEOUT",
                                                  "TLS_SNI",
                                                  "TCP_KEEPALIVE_EN",
                                                  "TCP_KEEPALIVE_IDLE",
                                                  "TCP_KEEPALIVE_INTVL",
                                                  "TCP_KEEPALIVE_CNT",
                                                  "log_file",
                                                  "log_level",
                                                  "log_size",
                                                  "log_rotate",
                                                  "device",
                                                  "gps",
                                                  "pps",
                                                  "radio_init",
                                                  "web_port",
                                                  "web_dir",
                                                  "nocca",
                                                  "nodc",
                                                  "nodwell",
                                                  "device_mode",
                                                  "RADIO_INIT_WAIT",
                                                  "RX_POLL_INTV",
                                                  "TX_MIN_GAP",
                                                  "TX_AIM_GAP",
                                                  "TX_MAX_AHEAD",
                                                  "CLASS_C_BACKOFF_BY"};

bool is_known(std::string_view name) { return std::find(kNames.begin(), kNames.end(), name) != kNames.end(); }

/// "station.conf:3:7: /x" -> line 3.
std::optional<LintPlace> place_in(std::string_view where) {
    const auto colon = where.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::size_t line = 0;
    const std::string_view digits = where.substr(colon + 1);
    if (std::from_chars(digits.begin(), digits.end(), line).ec != std::errc{}) return std::nullopt;
    return at_line(line);
}

std::string about(const Error& error) { return describe({error.code, {}, error.detail}); }

const json::Object* object_in(const json::Value& value) { return std::get_if<json::Object>(&value.content); }

void judge_names(LintView& view, const json::Document& document, const json::Object& station) {
    for (const json::Member& member : station) {
        const auto likely = is_known(member.name) ? std::nullopt : nearest(member.name, kNames);
        if (!likely) continue;
        view.add(
            kUnknown,
            {kFile, "no setting is called \"" + member.name + "\"; \"" + std::string{*likely} + "\" is near",
             at_line(json::position_of(document.text, member.offset).line)});
    }
}

void judge_members(LintView& view) {
    const auto document = json::parse(to_text(view.files.at(kFile).content), {kFile, true});
    const json::Object* root = document ? object_in(document->root) : nullptr;
    if (root == nullptr) return;
    for (const json::Member& member : *root) {
        if (is_known(member.name)) {
            view.add(kMisplaced, {kFile, '"' + member.name + "\" stands outside station_conf",
                                  at_line(json::position_of(document->text, member.offset).line)});
        }
        const json::Object* station = member.name == "station_conf" ? object_in(member.value) : nullptr;
        if (station != nullptr) judge_names(view, *document, *station);
    }
}

void look(LintView& view) {
    const auto conf = view.files.find(kFile);
    if (conf == view.files.end() || conf->second.kind != HomeEntry::Kind::file) {
        view.add(kMissing,
                 {kFile, conf == view.files.end() ? "it is missing" : "it is no file that can be read"});
        return;
    }
    const auto settings = parse_settings(to_text(conf->second.content), kFile, {});
    if (!settings) {
        view.add(kUnparsable, {kFile, about(settings.error()), place_in(settings.error().where)});
        return;
    }
    judge_members(view);
    if (!settings->router) view.add(kNoRouter, {kFile, "no routerid is set"});
    if (!settings->tls_sni) view.add(kNoSni, {kFile, "TLS_SNI is false"});
    const auto resync = settings->resync.count();
    if (settings->resync < std::chrono::seconds{1})
        view.add(kShortResync, {kFile, "CUPS_RESYNC_INTV is " + std::to_string(resync) + " ms"});
}

}  // namespace

const LintGroup& lint_settings() {
    static constexpr LintGroup kGroup{kRules, look};
    return kGroup;
}

}  // namespace cupspec::emulator
