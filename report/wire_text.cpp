#include "base/bytes.hpp"
#include "protocol/annotate.hpp"
#include "report/exchange_text.hpp"
#include "report/head.hpp"
#include "report/shown_body.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::report {
namespace {

std::string tls_text(const protocol::TlsFacts& tls) {
    std::string out;
    if (!tls.version.empty()) out += tls.version + ' ' + tls.cipher;
    if (!tls.server_name.empty()) out += ", server name " + printable(tls.server_name);
    if (!tls.peer_common_name.empty()) out += ", peer CN " + printable(tls.peer_common_name);
    if (!tls.failure.empty()) out += (out.empty() ? "" : ", ") + printable(tls.failure);
    return out.empty() ? out : out + '\n';
}

/// The words of a refusal are what its author looks for; those of a long page are not.
std::string refusal_text(const protocol::Exchange& exchange) {
    constexpr std::size_t kMostWords = 400;
    const ByteView body{exchange.response_body};
    std::string out = '(' + bytes_text(body.size()) + " of body)\n";
    if (shown_body(exchange).front().shown < body.size()) return out;
    std::string_view words = as_text(body.first(std::min(body.size(), kMostWords)));
    while (!words.empty()) {
        const std::size_t end = words.find('\n');
        std::string_view line = words.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) out += "| " + printable(line) + '\n';
        words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    }
    if (body.size() > kMostWords) out += "| ... (" + bytes_text(body.size() - kMostWords) + " more)\n";
    return out;
}

}  // namespace

std::string head_text(std::string_view head, std::string_view mark) {
    const ShownHead shown = shown_head(head);
    std::string out;
    if (!shown.first.empty()) out += std::string{mark} + shown.first + '\n';
    for (const HeadLine& line : shown.lines) out += std::string{mark} + line.line + '\n';
    return out;
}

std::string wire_text(const protocol::Exchange& exchange, Style style) {
    std::string out;
    if (const std::string tls = tls_text(exchange.tls); !tls.empty())
        out += style.paint(Colour::dim, "TLS ") + tls;
    out += head_text(exchange.request_head, "> ");
    out += head_text(exchange.response_head, "< ");
    if (exchange.response_body.empty()) return out;
    if (exchange.status == kOkStatus)
        return out + protocol::render_hex(exchange.response_body, notes_of(exchange));
    return out + refusal_text(exchange);
}

}  // namespace cupspec::report
