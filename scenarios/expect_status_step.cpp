#include "scenarios/expect_status_step.hpp"

#include "scenarios/http_call.hpp"
#include "scenarios/judge.hpp"
#include "scenarios/stage.hpp"

#include <algorithm>

namespace cupspec::scenarios {
namespace {

std::vector<std::pair<std::string, std::string>> read_headers(const std::optional<json::Cursor>& at) {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!at) return headers;
    for (const auto& [name, value] : at->members()) {
        headers.emplace_back(name, value.text());
        if ((name + headers.back().second).find_first_of("\r\n") != std::string::npos)
            value.fail(json::Errc::bad_value, "a header holds no line end");
    }
    return headers;
}

std::string read_body(const json::Cursor& at) {
    constexpr std::int64_t kMost = std::int64_t{16} << 20U;
    const auto body = at.find("body");
    const auto bytes = at.find("bodyBytes");
    if (body && bytes) bytes->fail(json::Errc::bad_value, "body and bodyBytes both say what is sent");
    std::string text;
    if (body) text = body->text();
    if (bytes) text.assign(static_cast<std::size_t>(bytes->integer(0, kMost)), ' ');
    return text;
}

std::string request_line_word(const json::Cursor& at) {
    std::string text = at.text();
    if (text.empty() || text.find_first_of(" \r\n") != std::string::npos)
        at.fail(json::Errc::bad_value, "expected a word without blanks");
    return text;
}

std::string head_of(const ExpectStatusStep& step, const protocol::ServerUri& server) {
    std::string head =
        step.method + ' ' + step.path + " HTTP/1.1\r\nHost: " + server.host + ':' + server.port +
        "\r\nConnection: close\r\nContent-Length: " + std::to_string(step.body.size()) + "\r\n";
    for (const auto& [name, value] : step.send) head.append(name).append(": ").append(value).append("\r\n");
    return head + "\r\n";
}

bool same_letters(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

/// The value of a header in an answer's head, without the blanks around it.
std::optional<std::string> header(std::string_view head, std::string_view name) {
    while (!head.empty()) {
        const auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(line.size() + 2, head.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !same_letters(line.substr(0, colon), name)) continue;
        const auto start = line.find_first_not_of(' ', colon + 1);
        return std::string{start == std::string_view::npos ? std::string_view{} : line.substr(start)};
    }
    return std::nullopt;
}

Result<HttpCall> make_call(const ExpectStatusStep& step, const Stage& stage) {
    const std::string url = stage.servers().url(step.server);
    auto server = protocol::parse_cups_uri(url);
    if (!server) server = protocol::parse_tc_uri(url);
    if (!server) return Error{server.error().code, step.server, url};
    HttpCall request;
    request.server = std::move(*server);
    request.head = head_of(step, request.server);
    request.body = step.body;
    request.tls.verify = false;
    request.tls.key_log = stage.options().key_log;
    if (step.as.empty()) return request;
    auto set = stage.keyring().stored(step.as);
    if (!set) return set.error();
    request.tls.verify = true;
    request.tls.trust = std::move(set->trust);
    request.tls.server_name = request.server.host;
    if (!set->certificate.empty()) request.tls.identity = {set->certificate, set->key};
    return request;
}

}  // namespace

ExpectStatusStep ExpectStatusStep::read(const json::Cursor& at, const Names& names) {
    at.only({"server", "method", "path", "body", "bodyBytes", "send", "as", "status", "headers"});
    ExpectStatusStep step;
    const bool only_one = names.servers.size() == 1 && !at.find("server");
    step.server = only_one ? names.servers.front() : known(at["server"], names.servers, "server");
    if (const auto method = at.find("method")) step.method = request_line_word(*method);
    if (const auto path = at.find("path")) step.path = request_line_word(*path);
    step.body = read_body(at);
    step.send = read_headers(at.find("send"));
    if (const auto as = at.find("as")) step.as = known(*as, names.credentials, "credential set of the PKI");
    constexpr std::int64_t kLeast = 100;
    constexpr std::int64_t kMost = 999;
    if (const auto status = at.find("status"))
        step.status = static_cast<unsigned>(status->integer(kLeast, kMost));
    step.headers = read_headers(at.find("headers"));
    return step;
}

net::awaitable<void> run(const ExpectStatusStep& step, Stage& stage, StepResult& result) {
    auto request = make_call(step, stage);
    if (!request) {
        result.verdict = Verdict::broken;
        result.message = describe(request.error());
        co_return;
    }
    auto exchange = co_await call(std::move(*request));
    Judge judge;
    if (!exchange) {
        judge.same("answer", "an answer", describe(exchange.error()));
        std::move(judge).finish(result);
        co_return;
    }
    if (step.status) judge.same("status", std::to_string(*step.status), std::to_string(exchange->status));
    for (const auto& [name, value] : step.headers) {
        judge.same("headers." + name, std::optional{value}, header(exchange->response_head, name),
                   "no such header");
    }
    std::move(judge).finish(result);
    result.exchange = std::move(*exchange);
}

}  // namespace cupspec::scenarios
