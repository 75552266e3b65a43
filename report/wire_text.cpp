#include "protocol/annotate.hpp"
#include "report/exchange_text.hpp"
#include "report/head.hpp"
#include "report/shown_body.hpp"

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
    return out + "(" + bytes_text(exchange.response_body.size()) + " of body)\n";
}

}  // namespace cupspec::report
