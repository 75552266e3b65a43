#include "emulator/settings.hpp"

#include "json/cursor.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace cupspec::emulator {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kLow48 = 0xFFFF'FFFF'FFFF;

Result<protocol::Eui64> read_eui(std::string_view text) {
    const auto eui = parse_setting_eui(text);
    if (eui) return *eui;
    return Error{json::Errc::bad_value, "", R"(expected an EUI like "b827eb123456" or "::1")"};
}

protocol::Eui64 read_eui(const json::Cursor& at) {
    auto eui = read_eui(at.text());
    if (!eui) at.fail(eui.error().code, eui.error().detail);
    return eui ? *eui : protocol::Eui64{};
}

milliseconds read_span(const json::Cursor& at, milliseconds unit) {
    constexpr double kMostUnits = 1'000'000;
    std::optional<milliseconds> span;
    if (at.is_text()) {
        span = parse_span(at.text(), unit);
    } else if (const double count = at.number(); count >= 0 && count <= kMostUnits) {
        span = milliseconds{static_cast<std::int64_t>(count * static_cast<double>(unit.count()))};
    }
    if (!span) at.fail(json::Errc::bad_value, R"(expected a time like "1h30m", "60s" or "600ms")");
    return span.value_or(milliseconds{0});
}

std::size_t read_size(const json::Cursor& at) {
    constexpr std::uint64_t kMost = std::uint64_t{64} << 20U;
    constexpr std::uint64_t kUnit = 1024;  // a number alone counts these
    std::optional<std::uint64_t> size;
    if (at.is_text()) {
        size = parse_size(at.text(), kUnit);
    } else if (const double count = at.number(); count >= 0 && count <= static_cast<double>(kMost)) {
        size = static_cast<std::uint64_t>(count * static_cast<double>(kUnit));
    }
    if (size && *size <= kMost) return static_cast<std::size_t>(*size);
    at.fail(json::Errc::bad_value, R"(expected a size like "8KB")");
    return 0;
}

struct Draft {
    Settings settings;
    protocol::Eui64 router_id;
    bool has_router_id = false;
    protocol::Eui64 prefix{1};  // Station's default, protocol.md §3.3
};

using Reader = void (*)(Draft&, const json::Cursor&);
struct Setting {
    std::string_view name;
    Reader read;
    bool of_environment = true;
};

// A number without a unit counts seconds, minutes, hours: the defaults of protocol.md §10.
constexpr std::array kSettings{
    Setting{"routerid",
            [](Draft& d, const json::Cursor& at) {
                d.router_id = read_eui(at);
                d.has_router_id = true;
            },
            false},
    Setting{"euiprefix", [](Draft& d, const json::Cursor& at) { d.prefix = read_eui(at); }, false},
    Setting{"CUPS_BUFSZ", [](Draft& d, const json::Cursor& at) { d.settings.cups_buffer = read_size(at); }},
    Setting{"CUPS_CONN_TIMEOUT",
            [](Draft& d, const json::Cursor& at) {
                d.settings.cups_timeout = read_span(at, std::chrono::seconds{1});
            }},
    Setting{
        "CUPS_RESYNC_INTV",
        [](Draft& d, const json::Cursor& at) { d.settings.resync = read_span(at, std::chrono::minutes{1}); }},
    Setting{
        "CUPS_OKSYNC_INTV",
        [](Draft& d, const json::Cursor& at) { d.settings.oksync = read_span(at, std::chrono::hours{1}); }},
    Setting{"TC_TIMEOUT",
            [](Draft& d, const json::Cursor& at) {
                d.settings.tc_timeout = read_span(at, std::chrono::seconds{1});
            }},
    Setting{"TLS_SNI", [](Draft& d, const json::Cursor& at) { d.settings.tls_sni = at.boolean(); }},
};

Result<void> read_prefix(Draft& draft, const Environment& environment) {
    constexpr std::string_view kName = "STATION_EUIPREFIX";
    const auto text = environment(kName);
    if (!text) return {};
    auto prefix = read_eui(*text);
    if (!prefix)
        return Error{prefix.error().code, "environment " + std::string{kName}, prefix.error().detail};
    draft.prefix = *prefix;
    return {};
}

Result<void> read_variable(Draft& draft, const Setting& setting, std::string value) {
    auto document = json::parse(std::move(value), {"environment " + std::string{setting.name}, true});
    if (!document) return document.error();
    json::Reading reading{*document};
    setting.read(draft, reading.root());
    if (!reading.ok()) return *reading.error();
    return {};
}

Result<void> read_environment(Draft& draft, const Environment& environment) {
    if (!environment) return {};
    if (auto prefix = read_prefix(draft, environment); !prefix) return prefix;
    for (const Setting& setting : kSettings) {
        auto value = setting.of_environment ? environment(setting.name) : std::nullopt;
        if (!value) continue;
        if (auto read = read_variable(draft, setting, std::move(*value)); !read) return read;
    }
    return {};
}

Result<void> read_file(Draft& draft, const json::Document& document) {
    json::Reading reading{document};
    const auto conf = reading.root().find("station_conf");
    for (const Setting& setting : kSettings) {
        const auto at = conf ? conf->find(setting.name) : std::nullopt;
        if (at) setting.read(draft, *at);
    }
    if (reading.ok() && draft.has_router_id && draft.router_id.value == 0)
        reading.root()["station_conf"]["routerid"].fail(json::Errc::bad_value, "it is zero");
    if (!reading.ok()) return *reading.error();
    return {};
}

}  // namespace

protocol::Eui64 derive_eui(protocol::Eui64 router_id, protocol::Eui64 prefix) {
    if (router_id.value > kLow48) return router_id;
    if ((prefix.value & kLow48) == 0) return {prefix.value | router_id.value};
    constexpr std::uint64_t kMiddle = 0xFF'FE00'0000;
    return {(router_id.value & 0xFFFF'FF00'0000) << 16U | kMiddle | (router_id.value & 0xFF'FFFF)};
}

Result<Settings> parse_settings(std::string text, const std::string& name, const Environment& environment) {
    auto document = json::parse(std::move(text), {name, true});
    if (!document) return document.error();
    if (const auto comment = find_line_comment(document->text))
        return Error{json::Errc::syntax, document->where(*comment, ""), "Station knows /* */ comments alone"};
    Draft draft;
    if (auto read = read_environment(draft, environment); !read) return read.error();
    if (auto read = read_file(draft, *document); !read) return read.error();
    if (draft.has_router_id) draft.settings.router = derive_eui(draft.router_id, draft.prefix);
    return draft.settings;
}

}  // namespace cupspec::emulator
