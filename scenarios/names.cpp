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

constexpr std::string_view kPort = ":port";
constexpr std::string_view kThumbprint = "sha256/";

bool is_placeholder(std::string_view text) {
    const auto file = pki_file(text);
    const bool of_pki = file.has_value();
    if (of_pki) text = *file;
    if (!of_pki && text.ends_with(kPort)) text.remove_suffix(kPort.size());
    const auto fits = [of_pki](char c) { return is_name_character(c) || (of_pki && c == '/'); };
    return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

/// Whether the PKI has this file, or will have it.
bool is_pki_file(std::string_view file, const Names& names) {
    const std::size_t dot = file.rfind('.');
    if (dot == std::string_view::npos) return false;
    const std::string_view extension = file.substr(dot);
    const bool of_authority = extension == ".ca";
    if (!of_authority && extension != ".crt" && extension != ".key" && extension != ".trust") return false;
    const auto& known = of_authority ? names.authorities : names.credentials;
    return std::find(known.begin(), known.end(), file.substr(0, dot)) != known.end();
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
        if (is_placeholder(name)) found.emplace_back(name);
    }
    return found;
}

std::string url_text(const json::Cursor& at, const Names& names) {
    std::string text = at.text();
    for (const std::string& placeholder : placeholders(text)) {
        if (const auto file = pki_file(placeholder)) {
            if (!is_pki_file(*file, names)) {
                at.fail(Errc::unknown_name,
                        '{' + placeholder + "} is no .ca, .crt, .key or .trust of the PKI");
            }
            continue;
        }
        const std::string name{server_of(placeholder)};
        if (std::find(names.servers.begin(), names.servers.end(), name) != names.servers.end()) continue;
        const std::vector<std::string_view> views{names.servers.begin(), names.servers.end()};
        at.fail(Errc::unknown_name, '{' + placeholder + "} is no server; " + suggestion(name, views));
    }
    return text;
}

std::optional<std::string_view> pki_file(std::string_view placeholder) {
    constexpr std::string_view kText = "pki/";
    if (is_thumbprint(placeholder)) return placeholder.substr(kThumbprint.size());
    if (!placeholder.starts_with(kText)) return std::nullopt;
    return placeholder.substr(kText.size());
}

bool is_thumbprint(std::string_view placeholder) { return placeholder.starts_with(kThumbprint); }

std::string_view server_of(std::string_view placeholder) {
    return placeholder.substr(0, placeholder.find(':'));
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
