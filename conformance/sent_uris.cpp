#include "conformance/sent_uris.hpp"

#include "protocol/uri.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace cupspec::conformance {
namespace {

constexpr std::string_view kAuthorityMark = "://";

bool has_white_space(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
}

/// HTTPS, wsS: all but the last letter is as it may be.
bool is_capital_tls(std::string_view text) {
    const auto end = text.find(kAuthorityMark);
    return end != std::string_view::npos && end > 0 && text[end - 1] == 'S';
}

bool is_port_number(std::string_view port) {
    constexpr unsigned kMostPort = 65535;
    unsigned number = 0;
    const auto* end = port.data() + port.size();  // NOLINT(*-pointer-arithmetic): what from_chars wants
    const auto [stop, error] = std::from_chars(port.data(), end, number);
    return error == std::errc{} && stop == end && number > 0 && number <= kMostPort;
}

/// Of a URI that Station cannot read.
UriDefect unreadable_uri(std::string_view text, const Error& error) {
    const std::string& where = error.where;
    if (where == "scheme") return is_capital_tls(text) ? UriDefect::capital_tls : UriDefect::scheme;
    if (where == "path") return UriDefect::path;
    if (where == "host") return UriDefect::no_host;
    const std::string_view server = text.substr(text.find(kAuthorityMark) + kAuthorityMark.size());
    const auto colon = server.rfind(':');
    const bool is_long_port =
        colon != std::string_view::npos && colon + 1 != server.size() && !server.ends_with(']');
    return is_long_port ? UriDefect::port_no_number : UriDefect::no_port;
}

UriDefect uri_defect(std::string_view text, bool cups, bool over_tls) {
    if (text.find('\0') != std::string_view::npos) return UriDefect::nul;
    if (has_white_space(text)) return UriDefect::white_space;
    if (text.size() > protocol::kMaxUriBytes) return UriDefect::too_long;
    const auto server = cups ? protocol::parse_cups_uri(text) : protocol::parse_tc_uri(text);
    if (!server) return unreadable_uri(text, server.error());
    if (text.substr(text.find(kAuthorityMark) + kAuthorityMark.size()).starts_with('['))
        return UriDefect::ipv6;
    if (!is_port_number(server->port)) return UriDefect::port_no_number;
    return over_tls && !server->tls ? UriDefect::downgrade : UriDefect::none;
}

void add_uri(const Answer& answer, bool cups, std::vector<SentUri>& found) {
    const std::string_view text = cups ? answer.response->cups_uri : answer.response->tc_uri;
    if (text.empty()) return;
    const auto segment = cups ? protocol::Segment::cups_uri : protocol::Segment::tc_uri;
    const bool over_tls = answer.from->url.starts_with("https");
    found.push_back({&answer, cups, text, answer.place(segment).at, uri_defect(text, cups, over_tls)});
}

}  // namespace

std::vector<SentUri> sent_uris(const std::vector<Answer>& answers) {
    std::vector<SentUri> found;
    for (const Answer& answer : answers) {
        if (!answer.response) continue;
        add_uri(answer, true, found);
        add_uri(answer, false, found);
    }
    return found;
}

bool is_reported_as_sent(const SentUri& uri) {
    return uri.defect != UriDefect::nul && uri.defect != UriDefect::white_space &&
           uri.defect != UriDefect::too_long;
}

}  // namespace cupspec::conformance
