#include "net/http.hpp"

#include "base/ascii.hpp"
#include "base/time.hpp"
#include "net/errc.hpp"
#include "net/http_reader.hpp"
#include "net/http_sessions.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace cupspec::net {
namespace {

constexpr std::size_t kBodyBlock = 64 * 1024;
constexpr std::size_t kPartingBytes = 1024 * 1024;
constexpr std::chrono::seconds kPartingTime{2};

const Header* find(const std::vector<Header>& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [name](const Header& h) { return equal_but_case(h.name, name); });
    return found == headers.end() ? nullptr : &*found;
}

/// RFC 9110 §5.6.7, e.g. "Sun, 06 Nov 1994 08:49:37 GMT". Written by hand: strftime would follow the locale.
std::string imf_fixdate(TimePoint now) {
    using namespace std::chrono;
    constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(now);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(now - day)};
    std::array<char, 40> text{};
    // NOLINTNEXTLINE(*-vararg): g++ 12 has no std::format
    const int size = std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", kDays.at(weekday{day}.c_encoding()),
        static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
        static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

/// The same for now. One second has one text, which is made once on each thread.
const std::string& date_now() {
    thread_local std::chrono::sys_seconds second{};
    thread_local std::string text;
    const auto now = std::chrono::floor<std::chrono::seconds>(wall_clock());
    if (now != second) {
        text = imf_fixdate(now);
        second = now;
    }
    return text;
}

std::uint64_t body_bytes(const HttpAnswer& answer) {
    return answer.body.size() + (answer.rest ? answer.rest->size() : 0);
}

/// What HEAD is answered: a body would be taken for the next answer (RFC 9110 §9.3.2).
void leave_the_head(HttpAnswer& answer) {
    if (find(answer.headers, "Content-Length") == nullptr)
        answer.headers.push_back({"Content-Length", std::to_string(body_bytes(answer))});
    answer.body.clear();
    answer.rest.reset();
}

bool asks_to_close(const HttpAnswer& answer) {
    const Header* connection = find(answer.headers, "Connection");
    return connection != nullptr && equal_but_case(connection->value, "close");
}

awaitable<error_code> write_all(Stream& stream, ByteView bytes, std::chrono::milliseconds idle) {
    stream.expires_after(idle);
    const IoResult sent = co_await stream.write(bytes);
    co_return sent.error;
}

awaitable<error_code> write_rest(Stream& stream, BodySource& source, std::chrono::milliseconds idle) {
    Bytes block(kBodyBlock);
    for (std::uint64_t left = source.size(); left > 0;) {
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
        const auto got = source.read(std::span{block}.first(most));
        if (!got) co_return got.error().code;
        if (*got == 0) co_return Errc::short_body;
        const error_code error = co_await write_all(stream, ByteView{block}.first(*got), idle);
        if (error) co_return error;
        left -= *got;
    }
    co_return error_code{};
}

/// In the answer's own manner, and the end.
awaitable<void> deliver(Stream& stream, HttpAnswer answer, HttpLimits limits) {
    const std::unique_ptr<Delivery> delivery = std::move(answer.delivery);
    auto sending = delivery->send(stream, std::move(answer), limits);
    const error_code error = co_await std::move(sending);
    if (!error) {
        co_await close_gently(stream);
    }
}

/// Says why, if there is anything to say and anybody to hear it.
awaitable<void> end_after(Stream& stream, const Error& failed, const HttpLimits& limits,
                          const HttpSessions& sessions) {
    const unsigned status = status_of(failed);
    if (status == 0) {
        stream.expires_after(kPartingTime);
        co_await stream.close();
        co_return;
    }
    HttpAnswer answer;
    answer.status = status;
    answer.headers.push_back({"Content-Type", "text/plain"});
    answer.body = to_bytes(describe(Error{failed.code, {}, failed.detail}) + '\n');
    if (sessions.amend_refusal) sessions.amend_refusal(answer);
    if (answer.delivery) {
        co_await deliver(stream, std::move(answer), limits);
        co_return;
    }
    const error_code error = co_await write_answer(stream, std::move(answer), limits, false);
    if (!error) {
        co_await close_gently(stream);
    }
}

/// @param reader,stream,sessions the session's, outlive the call
awaitable<Result<HttpRequest>> next_request(RequestReader& reader, Stream& stream, HttpSessions& sessions,
                                            bool asked_before) {
    const error_code silent =
        co_await sessions.first_byte(reader, stream, reader.limits().idle, asked_before);
    if (silent) co_return Error{silent, stream.peer(), {}};
    auto request = co_await reader.next();
    if (request || !sessions.when_refused) co_return request;
    const unsigned status = status_of(request.error());
    if (status != 0) sessions.when_refused(stream.peer(), status, request.error());
    co_return request;
}

}  // namespace

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
    const Header* found = find(headers, name);
    if (found == nullptr) return std::nullopt;
    return found->value;
}

awaitable<Result<HttpRequest>> read_request(Stream& stream, const HttpLimits& limits) {
    RequestReader reader{stream, limits};
    auto request = co_await reader.next();
    if (request) request->excess = reader.take_excess();
    co_return request;
}

std::string answer_head(const HttpAnswer& answer, bool keep_alive) {
    constexpr std::size_t kUsualBytes = 256;
    std::string head;
    head.reserve(kUsualBytes);
    head.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    head.append(reason_phrase(answer.status)).append("\r\n");
    const auto line = [&head](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    for (const Header& header : answer.headers) line(header.name, header.value);
    const auto add = [&](std::string_view name, std::string_view value) {
        if (find(answer.headers, name) == nullptr) line(name, value);
    };
    add("Date", date_now());
    add("Content-Length", std::to_string(body_bytes(answer)));
    add("Connection", keep_alive ? "keep-alive" : "close");
    head += "\r\n";
    return head;
}

awaitable<error_code> write_answer(Stream& stream, HttpAnswer answer, const HttpLimits& limits,
                                   bool keep_alive) {
    // One write: a client such as Station wants the head and the start of the body in one piece.
    Bytes front = to_bytes(answer_head(answer, keep_alive));
    front.insert(front.end(), answer.body.begin(), answer.body.end());
    error_code error = co_await write_all(stream, front, limits.idle);
    if (error || !answer.rest) co_return error;
    error = co_await write_rest(stream, *answer.rest, limits.idle);
    if (error) stream.abort();  // the announced length cannot be kept any more
    co_return error;
}

unsigned status_of(const Error& error) {
    if (error.code == Errc::not_http) return 400;
    if (error.code == Errc::request_too_slow) return 408;
    if (error.code == Errc::body_too_large) return 413;
    if (error.code == Errc::head_too_large) return 431;
    return 0;
}

awaitable<void> close_gently(Stream& stream) {
    stream.expires_after(kPartingTime);
    const error_code error = co_await stream.close();
    if (error) co_return;
    Bytes block(kBodyBlock);
    for (std::size_t read = 0; read < kPartingBytes;) {
        const IoResult got = co_await stream.read_some(block);
        if (got.error) co_return;
        read += got.bytes;
    }
}

awaitable<void> serve_http(std::unique_ptr<Stream> stream, HttpHandler handler, HttpLimits limits) {
    HttpSessions alone;
    co_await serve_http(std::move(stream), std::move(handler), limits, alone);
}

awaitable<void> serve_http(std::unique_ptr<Stream> stream, HttpHandler handler, HttpLimits limits,
                           HttpSessions& sessions) {
    RequestReader reader{*stream, limits};
    bool keep_alive = true;
    for (unsigned count = 1; keep_alive; ++count) {
        auto request = co_await next_request(reader, *stream, sessions, count > 1);
        if (!request) {
            co_await end_after(*stream, request.error(), limits, sessions);
            co_return;
        }
        keep_alive = request->keep_alive && count < limits.requests;
        const bool wants_head = request->method == "HEAD";
        auto answering = handler(std::move(*request));
        HttpAnswer answer = co_await std::move(answering);
        if (answer.delivery) {
            co_await deliver(*stream, std::move(answer), limits);
            co_return;
        }
        if (wants_head) leave_the_head(answer);
        keep_alive = keep_alive && !asks_to_close(answer) && !sessions.draining();
        const error_code error = co_await write_answer(*stream, std::move(answer), limits, keep_alive);
        if (error) co_return;
    }
    co_await close_gently(*stream);
}

std::string_view reason_phrase(unsigned status) {
    switch (status) {
        case 100: return "Continue";
        case 101: return "Switching Protocols";
        case 200: return "OK";
        case 204: return "No Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 426: return "Upgrade Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "Unknown";
    }
}

}  // namespace cupspec::net
