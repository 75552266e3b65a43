#include "net/http_reader.hpp"

#include "net/errc.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace cupspec::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kRequestBlock = 16 * 1024;

/// RFC 9110 §5.6.2; methods are tokens.
bool is_token_char(std::uint8_t c) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || kOthers.find(static_cast<char>(c)) != std::string_view::npos;
}

/// Why the front of `bytes` can no longer become a request line; empty: it can. Tells a TLS hello or a stray
/// text at once, where the parser would wait for an empty line that never comes.
std::string_view flaw_of(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    const std::string_view method = line.substr(0, line.find(' '));
    if (!std::all_of(method.begin(), method.end(),
                     [](char c) { return is_token_char(static_cast<std::uint8_t>(c)); }))
        return "it begins with no method";
    if (end == std::string_view::npos) return {};
    if (line.find(" HTTP/1.") == std::string_view::npos) return "its first line does not end with HTTP/1.1";
    return line.ends_with('\r') ? "" : "its lines do not end with CR LF";
}

void drop_front(Bytes& bytes, std::size_t count) {
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

/// RFC 9112 §2.2: empty lines before a request are to be ignored.
void drop_empty_lines(Bytes& bytes) {
    const auto begins =
        std::find_if(bytes.begin(), bytes.end(), [](auto c) { return c != '\r' && c != '\n'; });
    bytes.erase(bytes.begin(), begins);
}

/// With the empty line; 0: not all of it is there. Searched from the front each time: a head is small.
std::size_t size_of_head(std::string_view text) {
    constexpr std::string_view kEnd = "\r\n\r\n";
    const std::size_t found = text.find(kEnd);
    return found == std::string_view::npos ? 0 : found + kEnd.size();
}

/// What was exceeded, in words; empty for other errors.
std::string limit_of(const error_code& error, const HttpLimits& limits) {
    if (error == Errc::head_too_large) return "at most " + std::to_string(limits.head) + " bytes";
    if (error == Errc::body_too_large) return "at most " + std::to_string(limits.body) + " bytes";
    return {};
}

error_code request_error(const error_code& error) {
    if (!error || error == http::error::need_more) return {};
    if (error == http::error::header_limit) return Errc::head_too_large;
    if (error == http::error::body_limit) return Errc::body_too_large;
    return Errc::not_http;
}

}  // namespace

class RequestReader::Parser {
public:
    explicit Parser(const HttpLimits& limits) {
        parser_.header_limit(static_cast<std::uint32_t>(limits.head));
        parser_.body_limit(limits.body);
        parser_.eager(true);
    }

    /// Uses up the front of `bytes`. @return what is wrong with them; being incomplete is not
    error_code feed(Bytes& bytes) {
        error_code error;
        const std::size_t used = parser_.put(boost::asio::buffer(bytes), error);
        drop_front(bytes, used);
        if (parser_.is_header_done() && headers_.empty()) keep_headers();
        const error_code told = request_error(error);
        if (told == Errc::not_http) flaw_ = error.message();
        return told;
    }

    /// What is not HTTP about them, in the parser's words.
    const std::string& flaw() const { return flaw_; }
    bool done() const { return parser_.is_done(); }

    bool waits_for_invitation() const {
        const auto& head = parser_.get();
        return !done() && head.version() >= 11 &&
               boost::beast::iequals(head[http::field::expect], "100-continue");
    }

    HttpRequest take() {
        HttpRequest request;
        request.keep_alive = parser_.keep_alive();
        auto message = parser_.release();
        request.method = message.method_string();
        request.target = message.target();
        request.headers = std::move(headers_);
        request.body = std::move(message.body());
        return request;
    }

private:
    /// Before the parser adds a chunked body's trailers to them, which may not say who asks (RFC 9110
    /// §6.5.1).
    void keep_headers() {
        for (const auto& field : parser_.get())
            headers_.push_back({std::string{field.name_string()}, std::string{field.value()}});
    }

    http::request_parser<http::vector_body<std::uint8_t>> parser_;
    std::vector<Header> headers_;
    std::string flaw_;
};

awaitable<error_code> RequestReader::wait() {
    error_code error;
    while (!error && pending_.empty()) {
        error = co_await read_some();
    }
    co_return error;
}

awaitable<Result<HttpRequest>> RequestReader::next() {
    Parser parser{limits_};
    if (pending_.empty()) stream_->expires_after(limits_.idle);
    error_code error = co_await wait();
    if (error) co_return Error{error, stream_->peer(), {}};
    whole_by_ = std::chrono::steady_clock::now() + limits_.request;
    error = co_await read_head();
    std::string head;
    if (!error) {
        Bytes bytes{pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(head_)};
        head = to_text(bytes);
        drop_front(pending_, head_);
        error = parser.feed(bytes);
    }
    if (!error && pending_.empty() && parser.waits_for_invitation()) {
        error = co_await invite_body();
    }
    if (!error) {
        error = co_await read_body(parser);
    }
    if (error == boost::asio::error::timed_out) error = Errc::request_too_slow;
    if (error) co_return refusal(error, parser);

    HttpRequest request = parser.take();
    request.head = std::move(head);
    request.peer = stream_->peer();
    request.tls = stream_->tls();
    request.pieces = std::exchange(pieces_, 0);
    co_return request;
}

/// In words that say what of the request it was.
Error RequestReader::refusal(const error_code& error, const Parser& parser) const {
    std::string detail = limit_of(error, limits_);
    if (error == Errc::not_http) {
        detail = parser.flaw();
        if (detail.empty()) detail = flaw_of(as_text(pending_));
    }
    return Error{error, stream_->peer(), std::move(detail)};
}

awaitable<error_code> RequestReader::read_head() {
    for (head_ = 0; head_ == 0;) {
        drop_empty_lines(pending_);
        const std::string_view text = as_text(pending_);
        head_ = size_of_head(text);
        const std::size_t so_far = head_ == 0 ? text.size() : head_;
        if (so_far > limits_.head) co_return Errc::head_too_large;
        if (!flaw_of(text).empty()) co_return Errc::not_http;
        error_code error;
        if (head_ == 0) {
            error = co_await read_more();
        }
        if (error) co_return error;
    }
    co_return error_code{};
}

awaitable<error_code> RequestReader::read_body(Parser& parser) {
    while (!parser.done()) {
        error_code error;
        if (!pending_.empty()) error = parser.feed(pending_);
        if (error) co_return error;
        if (parser.done()) break;
        error = co_await read_more();
        if (error) co_return error;
    }
    co_return error_code{};
}

/// Bytes that trickle in earn no time: the request as a whole has its limit.
void RequestReader::set_deadline() {
    stream_->expires_at(std::min(std::chrono::steady_clock::now() + limits_.idle, whole_by_));
}

awaitable<error_code> RequestReader::read_more() {
    set_deadline();
    return read_some();
}

awaitable<error_code> RequestReader::read_some() {
    std::array<std::uint8_t, kRequestBlock> block;  // NOLINT(*-member-init): filled by the read
    const IoResult got = co_await stream_->read_some(block);
    ++pieces_;
    pending_.insert(pending_.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got.bytes));
    co_return got.error;
}

/// RFC 9110 §10.1.1: the client holds its body back until it hears that we want it.
awaitable<error_code> RequestReader::invite_body() {
    set_deadline();
    const IoResult sent = co_await stream_->write(as_bytes("HTTP/1.1 100 Continue\r\n\r\n"));
    co_return sent.error;
}

Bytes RequestReader::take_excess() { return std::exchange(pending_, {}); }

}  // namespace cupspec::net
