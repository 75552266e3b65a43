#include "report/reproduce.hpp"

#include "base/bytes.hpp"
#include "report/head.hpp"
#include "report/style.hpp"

#include <algorithm>

namespace cupspec::report {
namespace {

constexpr std::size_t kMostBody = 4096;  ///< a longer request is no line any more

bool needs_no_quotes(char c) {
    constexpr std::string_view kPlain{"-_./:=@%+,"};
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kPlain.find(c) != std::string_view::npos;
}

/// Credentials as curl is told of them; a token is a file with a header line.
std::string credential_options(const Recorded& recorded, const ShownHead& head) {
    if (recorded.credentials.empty()) return {};
    std::string out;
    if (recorded.url.starts_with("https:")) out += " --cacert " + shell_word(recorded.credentials + ".trust");
    const bool token =
        std::any_of(head.lines.begin(), head.lines.end(), [](const HeadLine& line) { return line.hidden; });
    if (token) return out + " -H " + shell_word('@' + recorded.credentials + ".key");
    if (recorded.url.starts_with("https:")) {
        out += " --cert " + shell_word(recorded.credentials + ".crt") + " --key " +
               shell_word(recorded.credentials + ".key");
    }
    return out;
}

/// The path of "POST /update-info HTTP/1.1".
std::string_view path_in(std::string_view first_line) {
    const std::size_t start = first_line.find(' ');
    if (start == std::string_view::npos) return {};
    const std::size_t end = first_line.find(' ', start + 1);
    return first_line.substr(start + 1, end == std::string_view::npos ? end : end - start - 1);
}

}  // namespace

std::string shell_word(std::string_view word) {
    if (!word.empty() && std::all_of(word.begin(), word.end(), needs_no_quotes)) return std::string{word};
    std::string out{"'"};
    for (const char c : word) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + '\'';
}

std::string request_url(const Recorded& recorded) {
    const protocol::Exchange& exchange = recorded.exchange;
    const ShownHead head = shown_head(exchange.request_head);
    std::string base = recorded.url;
    while (base.ends_with('/')) base.pop_back();
    const auto host = std::find_if(head.lines.begin(), head.lines.end(), [](const HeadLine& line) {
        return line.name == "Host" || line.name == "host";
    });
    if (base.empty() && host != head.lines.end()) {
        const bool secure = !exchange.tls.version.empty() || !exchange.tls.failure.empty();
        base = (secure ? "https://" : "http://") + host->value;
    }
    return base.empty() ? base : base + std::string{path_in(head.first)};
}

std::string curl_line(const Recorded& recorded) {
    const protocol::Exchange& exchange = recorded.exchange;
    const std::string url = request_url(recorded);
    if (url.empty() || exchange.request_head.empty()) return {};
    if (exchange.request_body.size() > kMostBody) return {};
    const ShownHead head = shown_head(exchange.request_head);
    const std::string body = printable(as_text(exchange.request_body));
    std::string out = "curl -sS" + credential_options(recorded, head);
    const std::string method = head.first.substr(0, head.first.find(' '));
    if (!body.empty()) out += " -H 'Content-Type: application/json' --data-binary " + shell_word(body);
    if (method != (body.empty() ? "GET" : "POST")) out += " -X " + shell_word(method);
    return out + ' ' + shell_word(url) + " | cupspec decode -";
}

}  // namespace cupspec::report
