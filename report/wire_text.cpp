#include "protocol/annotate.hpp"
#include "report/exchange_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace cupspec::report {
namespace {

constexpr unsigned kOk = 200;

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Header lines a Station or its server sends that hold no secret; a token may have any other name.
bool is_public(std::string_view name) {
    constexpr std::array<std::string_view, 10> kPublic{
        "host",   "content-type", "content-length", "connection",        "date",
        "server", "user-agent",   "accept",         "transfer-encoding", "expect"};
    return std::any_of(kPublic.begin(), kPublic.end(),
                       [name](std::string_view known) { return same_word(name, known); });
}

std::string header_line(std::string_view line, bool first) {
    const std::size_t colon = line.find(':');
    if (first || colon == std::string_view::npos || is_public(line.substr(0, colon))) return printable(line);
    const std::size_t value = line.size() - std::min(line.find_first_not_of(' ', colon + 1), line.size());
    return printable(line.substr(0, colon)) + ": (" + bytes_text(value) + " not shown)";
}

/// The dump of a body whose firmware was not kept must not call that a fault.
std::string body_text(const protocol::Exchange& exchange) {
    auto notes = protocol::annotate_response(exchange.response_body);
    if (exchange.update_omitted > 0 && !notes.empty() && notes.back().field == "updData") {
        notes.back().broken = false;
        notes.back().value = bytes_text(exchange.update_omitted) + ", not kept";
    }
    return protocol::render_hex(exchange.response_body, notes);
}

std::string tls_text(const protocol::TlsFacts& tls) {
    std::string out;
    if (!tls.version.empty()) out += tls.version + ' ' + tls.cipher;
    if (!tls.server_name.empty()) out += ", server name " + printable(tls.server_name);
    if (!tls.peer_common_name.empty()) out += ", peer CN " + printable(tls.peer_common_name);
    if (!tls.failure.empty()) out += (out.empty() ? "" : ", ") + printable(tls.failure);
    return out.empty() ? out : out + '\n';
}

}  // namespace

std::string head_text(std::string_view head, std::string_view mark) {
    std::string out;
    for (bool first = true; !head.empty(); first = false) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        std::string_view line = head.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) out += std::string{mark} + header_line(line, first) + '\n';
        head.remove_prefix(std::min(end + 1, head.size()));
    }
    return out;
}

std::string wire_text(const protocol::Exchange& exchange, Style style) {
    std::string out;
    if (const std::string tls = tls_text(exchange.tls); !tls.empty())
        out += style.paint(Colour::dim, "TLS ") + tls;
    out += head_text(exchange.request_head, "> ");
    out += head_text(exchange.response_head, "< ");
    if (exchange.response_body.empty()) return out;
    if (exchange.status == kOk) return out + body_text(exchange);
    return out + "(" + bytes_text(exchange.response_body.size()) + " of body)\n";
}

}  // namespace cupspec::report
