#include "emulator/settings.hpp"

#include "emulator/station_conf.hpp"
#include "json/errc.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace cupspec::emulator {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kLow48 = 0xFFFF'FFFF'FFFF;

/// A value as Station takes it up once more, where the setting is known.
struct Value {
    bool is_text = false;
    std::string text;  ///< unescaped; of what is no string the characters as they stand
};

Value value_in(std::string_view text, const StationMember& member) {
    if (member.is_text) return {true, member.text};
    return {false, std::string{text.substr(member.at, member.size)}};
}

Error bad(std::string detail) { return {json::Errc::bad_value, {}, std::move(detail)}; }

std::optional<double> number_in(const Value& value) {
    if (value.is_text) return std::nullopt;
    double number = 0;
    const auto end = value.text.data() + value.text.size();  // NOLINT(*-pointer-arithmetic): from_chars
    const auto read = std::from_chars(value.text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return number;
}

Result<milliseconds> read_span(const Value& value, milliseconds unit) {
    // As good as never, and far from where deadlines overflow.
    constexpr milliseconds kMost = std::chrono::hours{24 * 36'525};
    if (value.is_text) {
        const auto span = parse_span(value.text, unit);
        if (span) return std::clamp(*span, milliseconds{0}, kMost);
    } else if (const auto count = number_in(value)) {
        // A timer of the past is due at once.
        const double span = std::max(0.0, *count * static_cast<double>(unit.count()));
        return milliseconds{static_cast<std::int64_t>(std::min(span, static_cast<double>(kMost.count())))};
    }
    return bad(R"(expected a time like "1h30m", "60s" or "600ms")");
}

Result<std::size_t> read_size(const Value& value) {
    constexpr std::uint64_t kMost = std::uint64_t{64} << 20U;  // no answer fills more
    constexpr std::uint64_t kUnit = 1024;                      // a number alone counts these
    if (value.is_text) {
        const auto size = parse_size(value.text, kUnit);
        if (size) return static_cast<std::size_t>(std::min(*size, kMost));
    } else if (const auto count = number_in(value); count && *count >= 0) {
        const double size = *count * static_cast<double>(kUnit);
        return static_cast<std::size_t>(std::min(size, static_cast<double>(kMost)));
    }
    return bad(R"(expected a size like "8KB")");
}

Result<bool> read_switch(const Value& value) {
    if (!value.is_text && value.text == "true") return true;
    if (!value.is_text && value.text == "false") return false;
    return bad("expected true or false");
}

Result<protocol::Eui64> read_eui(std::string_view text) {
    const auto eui = parse_setting_eui(text);
    if (eui) return *eui;
    return bad(R"(expected an EUI like "b827eb123456" or "::1")");
}

Result<protocol::Eui64> read_router_id(std::string_view text) {
    auto eui = read_eui(text);
    if (eui && eui->value == 0) return bad("it is zero");
    return eui;
}

/// @param content of the file `path`
Result<protocol::Eui64> read_router_file(std::string_view content, const std::string& path) {
    constexpr std::string_view kBlanks{" \t\r\n\0", 5};
    auto eui = read_router_id(content.substr(0, content.find_last_not_of(kBlanks) + 1));
    if (!eui) return bad("in the file " + path + ": " + eui.error().detail);
    return eui;
}

/// What a setting is read into.
struct Draft {
    const EuiFile& eui_file;
    ReadSettings read = {};
    std::optional<protocol::Eui64> router_id = {};
    protocol::Eui64 prefix{1};  // Station's default, protocol.md §3.3
};

Result<void> read_router(Draft& draft, const Value& value) {
    if (!value.is_text) return Error{json::Errc::wrong_type, {}, "expected a string"};
    const auto content = draft.eui_file ? draft.eui_file(value.text) : std::nullopt;
    const auto eui = content ? read_router_file(*content, value.text) : read_router_id(value.text);
    const bool unseen = !eui && !draft.eui_file && value.text.find('/') != std::string::npos;
    if (!eui && !unseen) {
        const bool asked = draft.eui_file && !content;
        return bad(eui.error().detail + (asked ? ", or the path of a file that can be read" : ""));
    }
    draft.router_id = eui ? std::optional{*eui} : std::nullopt;
    draft.read.router_file = unseen ? value.text : "";
    return {};
}

Result<void> read_prefix(Draft& draft, const Value& value) {
    if (!value.is_text) return Error{json::Errc::wrong_type, {}, "expected a string"};
    const auto prefix = read_eui(value.text);
    if (!prefix) return prefix.error();
    draft.prefix = *prefix;
    return {};
}

/// Leaves `target` alone when there is no value.
template <class T>
Result<void> take(T& target, const Result<T>& value) {
    if (!value) return value.error();
    target = *value;
    return {};
}

struct Setting {
    std::string_view name;
    Result<void> (*read)(Draft&, const Value&);
    bool is_eui = false;  ///< not a variable of this name; a bad one ends Station
};

// A number without a unit counts seconds, minutes, hours: the defaults of protocol.md §10.
constexpr std::array kSettings{
    Setting{"routerid", read_router, true},
    Setting{"euiprefix", read_prefix, true},
    Setting{"CUPS_BUFSZ",
            [](Draft& d, const Value& v) { return take(d.read.settings.cups_buffer, read_size(v)); }},
    Setting{"CUPS_CONN_TIMEOUT",
            [](Draft& d, const Value& v) {
                return take(d.read.settings.cups_timeout, read_span(v, std::chrono::seconds{1}));
            }},
    Setting{"CUPS_RESYNC_INTV",
            [](Draft& d, const Value& v) {
                return take(d.read.settings.resync, read_span(v, std::chrono::minutes{1}));
            }},
    Setting{"CUPS_OKSYNC_INTV",
            [](Draft& d, const Value& v) {
                return take(d.read.settings.oksync, read_span(v, std::chrono::hours{1}));
            }},
    Setting{"TC_TIMEOUT",
            [](Draft& d, const Value& v) {
                return take(d.read.settings.tc_timeout, read_span(v, std::chrono::seconds{1}));
            }},
    Setting{"TLS_SNI",
            [](Draft& d, const Value& v) { return take(d.read.settings.tls_sni, read_switch(v)); }},
};

void ignore(Draft& draft, std::string_view name, std::string where, const Error& why) {
    draft.read.ignored.push_back({std::string{name}, {why.code, std::move(where), why.detail}});
}

void read_variable(Draft& draft, const Setting& setting, std::string_view text) {
    const std::string where = "environment " + std::string{setting.name};
    const StationObject alone = read_station_value(text);
    if (!alone.problem.empty()) {
        ignore(draft, setting.name, where, {json::Errc::syntax, {}, alone.problem});
    } else if (const auto read = setting.read(draft, value_in(text, alone.members.front())); !read) {
        ignore(draft, setting.name, where, read.error());
    }
}

Result<void> read_environment(Draft& draft, const Environment& environment) {
    constexpr std::string_view kPrefix = "STATION_EUIPREFIX";
    if (!environment) return {};
    for (const Setting& setting : kSettings) {
        const auto text = setting.is_eui ? std::nullopt : environment(setting.name);
        if (text) read_variable(draft, setting, *text);
    }
    const auto prefix = environment(kPrefix);
    if (!prefix) return {};
    const auto read = read_prefix(draft, {true, *prefix});
    if (!read) return Error{read.error().code, "environment " + std::string{kPrefix}, read.error().detail};
    return {};
}

Result<void> read_file(Draft& draft, std::string_view text, const std::string& name) {
    const auto conf = read_station_conf(text, name);
    if (!conf) return conf.error();
    for (const StationMember& member : conf->settings) {
        const auto* const setting = std::find_if(kSettings.begin(), kSettings.end(),
                                                 [&](const Setting& one) { return one.name == member.name; });
        if (setting == kSettings.end()) continue;
        const auto read = setting->read(draft, value_in(text, member));
        if (read) continue;
        std::string where = place_in_conf(text, name, member.at) + ": /station_conf/" + member.name;
        if (setting->is_eui) return Error{read.error().code, std::move(where), read.error().detail};
        ignore(draft, member.name, std::move(where), read.error());
    }
    return {};
}

}  // namespace

protocol::Eui64 derive_eui(protocol::Eui64 router_id, protocol::Eui64 prefix) {
    if (router_id.value > kLow48) return router_id;
    if ((prefix.value & kLow48) == 0) return {prefix.value | router_id.value};
    constexpr std::uint64_t kMiddle = 0xFF'FE00'0000;
    return {(router_id.value & 0xFFFF'FF00'0000) << 16U | kMiddle | (router_id.value & 0xFF'FFFF)};
}

Result<ReadSettings> parse_settings(std::string_view text, const std::string& name,
                                    const Surroundings& around) {
    Draft draft{around.eui_file};
    if (auto read = read_environment(draft, around.environment); !read) return read.error();
    if (auto read = read_file(draft, text, name); !read) return read.error();
    if (draft.router_id) draft.read.settings.router = derive_eui(*draft.router_id, draft.prefix);
    return std::move(draft.read);
}

}  // namespace cupspec::emulator
