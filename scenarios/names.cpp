#include "scenarios/names.hpp"

#include "base/nearest.hpp"
#include "scenarios/errc.hpp"
#include "server/gateway_record.hpp"

#include <algorithm>
#include <charconv>

namespace cupspec::scenarios {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

}  // namespace

std::string known(const json::Cursor& at, const std::vector<std::string>& names, std::string_view kind) {
    std::string text = at.text();
    if (std::find(names.begin(), names.end(), text) != names.end()) return text;
    const std::vector<std::string_view> views{names.begin(), names.end()};
    const std::string way_out = names.empty() ? "there is none in this scenario" : suggestion(text, views);
    at.fail(Errc::unknown_name, '"' + text + "\" is no " + std::string{kind} + "; " + way_out);
    return {};
}

std::vector<std::string> placeholders(std::string_view text) {
    std::vector<std::string> found;
    for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
        const auto close = text.find('}', open);
        if (close == std::string_view::npos) break;
        const auto name = text.substr(open + 1, close - open - 1);
        if (!name.empty() && std::all_of(name.begin(), name.end(), is_name_character))
            found.emplace_back(name);
    }
    return found;
}

std::string url_text(const json::Cursor& at, const Names& names) {
    std::string text = at.text();
    for (const std::string& name : placeholders(text)) {
        if (std::find(names.servers.begin(), names.servers.end(), name) != names.servers.end()) continue;
        const std::vector<std::string_view> views{names.servers.begin(), names.servers.end()};
        at.fail(Errc::unknown_name, '{' + name + "} is no server; " + suggestion(name, views));
    }
    return text;
}

std::optional<unsigned> signing_key_number(std::string_view name) {
    constexpr std::string_view kPrefix = "sig-";
    name.remove_prefix(name.rfind('/') + 1);
    if (!name.starts_with(kPrefix)) return std::nullopt;
    name.remove_prefix(kPrefix.size());
    unsigned number = 0;
    const char* const stop =
        name.data() + name.size();  // NOLINT(*-pointer-arithmetic): from_chars' interface
    const auto [end, error] = std::from_chars(name.data(), stop, number);
    if (error != std::errc{} || end != stop) return std::nullopt;
    return number;
}

void check_file_name(const json::Cursor& at, std::string_view name) {
    if (!server::is_plain_name(name)) {
        at.fail(Errc::bad_name,
                '"' + std::string{name} + "\" must be the name of a file without a directory");
    }
}

std::string file_name(const json::Cursor& at) {
    std::string name = at.text();
    check_file_name(at, name);
    return name;
}

std::vector<std::string> file_names(const json::Cursor& at) {
    std::vector<std::string> names;
    for (const json::Cursor& item : at.items()) names.push_back(file_name(item));
    return names;
}

std::vector<std::pair<std::string, std::string>> read_files(const json::Cursor& at, const Names& names) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& [name, text] : at.members()) {
        check_file_name(text, name);
        files.emplace_back(name, url_text(text, names));
    }
    return files;
}

protocol::Eui64 router_id(const json::Cursor& at, std::string_view text) {
    const auto eui = protocol::parse_eui64(text);
    if (!eui) {
        at.fail(eui.error().code, eui.error().detail);
    } else if (eui->value == 0) {
        at.fail(protocol::Errc::zero_eui, "names no gateway");
    }
    return eui ? *eui : protocol::Eui64{};
}

std::size_t word(const json::Cursor& at, std::span<const std::string_view> words) {
    const std::string text = at.text();
    const auto found = std::find(words.begin(), words.end(), text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    at.fail(json::Errc::bad_value, '"' + text + "\"; " + suggestion(text, words));
    return 0;
}

std::vector<std::string> texts(const std::optional<json::Cursor>& at) {
    std::vector<std::string> found;
    if (!at) return found;
    for (const json::Cursor& item : at->items()) found.push_back(item.text());
    return found;
}

}  // namespace cupspec::scenarios
