#include "capture/har_writer.hpp"

#include "capture/har_text.hpp"
#include "capture/http_text.hpp"
#include "capture/recording.hpp"
#include "protocol/eui64.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace cupspec::capture {
namespace {

/// Lines without their ends; CR LF or LF.
std::vector<std::string_view> lines_in(std::string_view head) {
    std::vector<std::string_view> lines;
    while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        std::string_view line = head.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) lines.push_back(line);
        head.remove_prefix(std::min(end + 1, head.size()));
    }
    return lines;
}

HarMessage message_of(std::string_view head, Bytes body) {
    HarMessage message;
    message.head_bytes = head.size();
    message.body = std::move(body);
    for (const std::string_view line : lines_in(head)) {
        if (message.first_line.empty()) {
            message.first_line = line;
            continue;
        }
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::size_t value = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
        message.headers.push_back({std::string{line.substr(0, colon)}, std::string{line.substr(value)}});
    }
    return message;
}

/// The number behind "HTTP/1.1"; 0 where there is none.
unsigned status_in(std::string_view line) {
    unsigned status = 0;
    if (!line.starts_with("HTTP/")) return status;
    const std::string_view number = line.substr(std::min(line.find(' '), line.size() - 1) + 1);
    const char* const end = number.data() + number.size();  // NOLINT(*-pointer-arithmetic): from_chars
    std::from_chars(number.data(), end, status);
    return status;
}

/// What it was, where there was an answer; else what came in place of one.
std::string comment_on(const Round& round) {
    std::string text = round.where;
    const auto add = [&text](std::string_view words) {
        if (!words.empty()) text.append(text.empty() ? "" : ", ").append(words);
    };
    if (round.observed.outcome) add(emulator::to_string(*round.observed.outcome));
    if (round.ending != Ending::none) add(to_string(round.ending));
    add(round.trouble);
    return text;
}

/// HAR wants a URL with a path; where nobody knows the server there is none better.
std::string url_of(const Round& round) {
    return (round.uri.empty() ? std::string{"https://unknown"} : round.uri) + "/update-info";
}

std::string without_end(std::string line) {
    line.pop_back();
    return line;
}

HarExchange exchange_of(const Round& round, const std::string& page) {
    HarExchange exchange;
    exchange.page = page;
    exchange.started = round.started;
    exchange.took = round.took;
    exchange.url = url_of(round);
    exchange.request = message_of(round.request_head, round.request_body);
    HttpText answer = split_http(round.answer);
    exchange.response = message_of(answer.head, std::move(answer.body));
    exchange.status = status_in(exchange.response.first_line);
    exchange.omitted = round.omitted;
    exchange.comment = comment_on(round);
    exchange.tls = round.tls;
    exchange.members.push_back({"_round", without_end(round_line(round))});
    return exchange;
}

HarPage page_of(const Capture& capture, std::size_t number) {
    HarPage page;
    page.id = "gateway-" + std::to_string(number);
    page.title = capture.gateway.router ? protocol::to_id6(*capture.gateway.router) : "unknown gateway";
    if (!capture.file.empty()) page.title += " (" + capture.file + ")";
    if (!capture.rounds.empty()) page.started = capture.rounds.front().started;
    page.members.push_back({"_gateway", without_end(header_line(capture.gateway, capture.is_masked))});
    return page;
}

}  // namespace

std::string to_har(const std::vector<Capture>& captures, std::string_view version) {
    std::vector<HarPage> pages;
    std::vector<HarExchange> exchanges;
    for (const Capture& capture : captures) {
        pages.push_back(page_of(capture, pages.size() + 1));
        for (const Round& round : capture.rounds) exchanges.push_back(exchange_of(round, pages.back().id));
    }
    return har_text(pages, exchanges, version);
}

}  // namespace cupspec::capture
