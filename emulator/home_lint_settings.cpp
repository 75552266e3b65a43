#include "base/nearest.hpp"
#include "emulator/home_lint_view.hpp"
#include "emulator/station_conf.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

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
    .says = "station.conf is JSON, in which /* */ comments may stand, and its EUIs are EUIs.",
    .does = "Station exits with 1 at its start.",
    .cure = "Mend the place named.",
    .source = "Station 2.0.6, sys_linux.c:1185"};
constexpr LintRule kIgnored{
    .slug = "station-conf-ignored-value",
    .severity = Severity::note,
    .says = "A setting in station_conf has a value Station can read.",
    .does = "Station logs an error and keeps the value it had: its default, or what the environment says.",
    .cure = R"(Correct the value: a time is like "1h30m", a size like "8KB", a switch true or false.)",
    .source = "Station 2.0.6, s2conf.c"};
constexpr LintRule kTwice{.slug = "setting-twice",
                          .severity = Severity::note,
                          .says = "A setting stands in station_conf once.",
                          .does = "Station reads one after the other; the last it can read counts.",
                          .cure = "Leave the one that is meant.",
                          .source = "Station 2.0.6, sys_linux.c:1185"};
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
constexpr LintRule kRouterFile{
    .slug = "routerid-in-file",
    .severity = Severity::note,
    .says = "routerid is an EUI, not the path of a file.",
    .does = "Station reads its EUI from the file, and exits with 1 where there is none or no EUI in it.",
    .cure = "Nothing, if the file is on the gateway; it cannot be seen here.",
    .source = "Station 2.0.6, sys_linux.c"};
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
constexpr std::array kSettingsRules{&kMissing,   &kUnparsable, &kIgnored,    &kTwice, &kUnknown,
                                    &kMisplaced, &kNoRouter,   &kRouterFile, &kNoSni, &kShortResync};

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

bool is_known_setting(std::string_view name) {
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

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

LintPlace line_of(std::string_view text, std::size_t offset) {
    return at_line(json::position_of(text, offset).line);
}

void judge_name(LintView& view, const StationMember& setting, LintPlace place) {
    const auto likely = is_known_setting(setting.name) ? std::nullopt : nearest(setting.name, kNames);
    if (!likely) return;
    view.add(
        kUnknown,
        {kFile, "no setting is called \"" + setting.name + "\"; \"" + std::string{*likely} + "\" is near",
         place});
}

void judge_members(LintView& view, std::string_view text, const StationConf& conf) {
    for (const StationMember& other : conf.others) {
        if (is_known_setting(other.name)) {
            view.add(kMisplaced, {kFile, '"' + other.name + "\" stands outside station_conf",
                                  line_of(text, other.name_at)});
        }
    }
    std::set<std::string_view> met;
    for (const StationMember& setting : conf.settings) {
        judge_name(view, setting, line_of(text, setting.name_at));
        if (!met.insert(setting.name).second) {
            view.add(kTwice,
                     {kFile, '"' + setting.name + "\" stood there before", line_of(text, setting.name_at)});
        }
    }
}

void judge_values(LintView& view, const ReadSettings& read) {
    for (const IgnoredSetting& one : read.ignored)
        view.add(kIgnored, {kFile, one.name + ": " + about(one.why), place_in(one.why.where)});
    const Settings& settings = read.settings;
    if (!read.router_file.empty()) {
        view.add(kRouterFile, {kFile, "routerid names the file " + read.router_file});
    } else if (!settings.router) {
        view.add(kNoRouter, {kFile, "no routerid is set"});
    }
    if (!settings.tls_sni) view.add(kNoSni, {kFile, "TLS_SNI is false"});
    if (settings.resync < std::chrono::seconds{1}) {
        view.add(kShortResync,
                 {kFile, "CUPS_RESYNC_INTV is " + std::to_string(settings.resync.count()) + " ms"});
    }
}

void look_at_settings(LintView& view) {
    const auto conf = view.files.find(kFile);
    if (conf == view.files.end() || conf->second.kind != HomeEntry::Kind::file) {
        view.add(kMissing,
                 {kFile, conf == view.files.end() ? "it is missing" : "it is no file that can be read"});
        return;
    }
    const std::string text = to_text(conf->second.content);
    const auto settings = parse_settings(text, kFile, {});
    if (!settings) {
        view.add(kUnparsable, {kFile, about(settings.error()), place_in(settings.error().where)});
        return;
    }
    if (const auto members = read_station_conf(text, kFile)) judge_members(view, text, *members);
    judge_values(view, *settings);
}

}  // namespace

const LintGroup& lint_settings() {
    static constexpr LintGroup kGroup{kSettingsRules, look_at_settings};
    return kGroup;
}

}  // namespace cupspec::emulator
