#include "emulator/settings.hpp"

#include "json/cursor.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace cupspec::emulator {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kLow48 = 0xFFFF'FFFF'FFFF;
constexpr std::int64_t kMostUnits = 1'000'000;

/// A MAC-48 (six bytes with colons or dashes) beside the EUI-64 forms.
Result<protocol::Eui64> parse_router_id(std::string_view text) {
    constexpr std::size_t kMacText = 17;
    if (text.size() == kMacText && (text[2] == ':' || text[2] == '-')) {
        std::string digits;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (i % 3 != 2) {
                digits += text[i];
            } else if (text[i] != text[2]) {
                return protocol::parse_eui64(text);
            }
        }
        return protocol::parse_eui64("0x" + digits);
    }
    return protocol::parse_eui64(text);
}

protocol::Eui64 read_eui(const json::Cursor& at) {
    if (!at.is_text())
        return {static_cast<std::uint64_t>(at.integer(0, std::numeric_limits<std::int64_t>::max()))};
    auto eui = parse_router_id(at.text());
    if (!eui) at.fail(eui.error().code, eui.error().detail);
    return eui ? *eui : protocol::Eui64{};
}

milliseconds read_span(const json::Cursor& at, milliseconds unit) {
    if (!at.is_text()) return at.integer(0, kMostUnits) * unit;
    const auto span = parse_span(at.text());
    if (!span) at.fail(json::Errc::bad_value, R"(expected a time like "1h30m", "60s" or "600ms")");
    return span.value_or(milliseconds{0});
}

/// Decimal digits off the front, at most a billion.
std::optional<std::int64_t> take_number(std::string_view& text) {
    constexpr std::int64_t kMost = 1'000'000'000;
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && value <= kMost)
        value = value * 10 + (text[digits++] - '0');
    text.remove_prefix(digits);
    if (digits == 0 || value > kMost) return std::nullopt;
    return value;
}

std::size_t read_size(const json::Cursor& at) {
    constexpr std::int64_t kMost = std::int64_t{64} << 20U;
    if (!at.is_text()) return static_cast<std::size_t>(at.integer(0, kMost));
    const std::string text = at.text();
    std::string_view unit = text;
    std::int64_t value = take_number(unit).value_or(kMost + 1);
    constexpr std::int64_t kKilo = 1024;
    if (unit == "KB" || unit == "kb" || unit == "K") {
        value *= kKilo;
    } else if (unit == "MB" || unit == "mb" || unit == "M") {
        value *= kKilo * kKilo;
    } else if (!unit.empty()) {
        value = kMost + 1;
    }
    if (value <= kMost) return static_cast<std::size_t>(value);
    at.fail(json::Errc::bad_value, R"(expected a size like 8192 or "8KB")");
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
};

// A number without a unit counts seconds, minutes, hours: the defaults of protocol.md §10.
constexpr std::array kSettings{
    Setting{"routerid",
            [](Draft& d, const json::Cursor& at) {
                d.router_id = read_eui(at);
                d.has_router_id = true;
            }},
    Setting{"euiprefix", [](Draft& d, const json::Cursor& at) { d.prefix = read_eui(at); }},
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

Result<void> read_environment(Draft& draft, const Environment& environment) {
    for (const Setting& setting : kSettings) {
        auto value = environment ? environment(setting.name) : std::nullopt;
        if (!value) continue;
        auto document = json::parse(std::move(*value), {"environment " + std::string{setting.name}, true});
        if (!document) return document.error();
        json::Reading reading{*document};
        setting.read(draft, reading.root());
        if (!reading.ok()) return *reading.error();
    }
    return {};
}

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

std::optional<milliseconds> take_unit(std::string_view& text) {
    struct Unit {
        std::string_view name;
        milliseconds length;
    };
    // "ms" stands before "m", which it begins with.
    constexpr std::array kUnits{Unit{"ms", milliseconds{1}}, Unit{"d", std::chrono::hours{24}},
                                Unit{"h", std::chrono::hours{1}}, Unit{"m", std::chrono::minutes{1}},
                                Unit{"s", std::chrono::seconds{1}}};
    for (const Unit& unit : kUnits) {
        if (!text.starts_with(unit.name)) continue;
        text.remove_prefix(unit.name.size());
        return unit.length;
    }
    return std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_span(std::string_view text) {
    milliseconds total{0};
    skip_blanks(text);
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        const auto count = take_number(text);
        skip_blanks(text);
        const auto unit = take_unit(text);
        if (!count || !unit) return std::nullopt;
        total += *count * *unit;
        skip_blanks(text);
    }
    return total;
}

protocol::Eui64 derive_eui(protocol::Eui64 router_id, protocol::Eui64 prefix) {
    if (router_id.value > kLow48) return router_id;
    if ((prefix.value & kLow48) == 0) return {prefix.value | router_id.value};
    constexpr std::uint64_t kMiddle = 0xFF'FE00'0000;
    return {(router_id.value & 0xFFFF'FF00'0000) << 16U | kMiddle | (router_id.value & 0xFF'FFFF)};
}

Result<Settings> parse_settings(std::string text, const std::string& name, const Environment& environment) {
    auto document = json::parse(std::move(text), {name, true});
    if (!document) return document.error();
    Draft draft;
    if (auto read = read_environment(draft, environment); !read) return read.error();
    json::Reading reading{*document};
    if (const auto conf = reading.root().find("station_conf")) {
        for (const Setting& setting : kSettings)
            if (const auto at = conf->find(setting.name)) setting.read(draft, *at);
    }
    if (!reading.ok()) return *reading.error();
    if (draft.has_router_id) draft.settings.router = derive_eui(draft.router_id, draft.prefix);
    return draft.settings;
}

}  // namespace cupspec::emulator
