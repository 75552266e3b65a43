#include "net/http_client.hpp"

#include "net/connect.hpp"
#include "net/errc.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::net {
namespace {

namespace http = boost::beast::http;
using Deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t kAnswerBlock = 64 * 1024;

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

bool names(const std::vector<Header>& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [name](const Header& h) { return boost::beast::iequals(h.name, name); });
}

/// A blank or control byte here would begin another header, or another request.
bool is_sendable(const ClientRequest& request) {
    const auto is_word = [](std::string_view text) {
        return !text.empty() && !has_control(text) && text.find(' ') == std::string_view::npos;
    };
    return is_word(request.method) && is_word(request.target) &&
           std::all_of(request.headers.begin(), request.headers.end(),
                       [&](const Header& h) { return is_word(h.name) && !has_control(h.value); });
}

Bytes message_of(const ClientRequest& request) {
    std::string head = request.method + ' ' + request.target + " HTTP/1.1\r\n";
    for (const Header& header : request.headers) head += header.name + ": " + header.value + "\r\n";
    const std::uint64_t size = request.body.size() + (request.rest ? request.rest->size() : 0);
    const bool has_body = size != 0 || request.method == "PUT" || request.method == "POST";
    if (has_body && !names(request.headers, "Content-Length"))
        head += "Content-Length: " + std::to_string(size) + "\r\n";
    if (!names(request.headers, "Connection")) head += "Connection: close\r\n";
    Bytes message = to_bytes(head + "\r\n");
    message.insert(message.end(), request.body.begin(), request.body.end());
    return message;
}

error_code answer_error(const error_code& error) {
    // need_buffer: the caller's buffer is full, and the rest waits.
    if (!error || error == http::error::need_more || error == http::error::need_buffer) return {};
    if (error == http::error::header_limit) return Errc::head_too_large;
    if (error == http::error::partial_message || error == http::error::end_of_stream) return Errc::short_body;
    return Errc::not_http;
}

class Response final : public HttpResponse {
public:
    Response(std::unique_ptr<Stream> stream, ClientLimits limits, bool without_body)
        : stream_{std::move(stream)},
          limits_{limits},
          without_body_{without_body},
          end_{std::chrono::steady_clock::now() + limits.whole} {}

    unsigned status() const override { return parser_->get().result_int(); }
    const std::vector<Header>& headers() const override { return headers_; }
    std::optional<std::uint64_t> length() const override {
        const auto& announced = parser_->content_length();
        return announced ? std::optional<std::uint64_t>{*announced} : std::nullopt;
    }

    awaitable<Result<void>> exchange(ClientRequest request);
    awaitable<Result<std::size_t>> read(std::span<std::uint8_t> buffer) override;

private:
    using Parser = http::response_parser<http::buffer_body>;

    awaitable<error_code> write_rest(std::unique_ptr<BodySource> rest, Result<void>& source);
    void begin_answer();
    void take_headers();
    awaitable<error_code> read_one_head();
    awaitable<error_code> read_head();
    awaitable<error_code> read_more();
    error_code feed();
    void wait_no_longer() {
        stream_->expires_at(std::min(end_, std::chrono::steady_clock::now() + limits_.idle));
    }

    std::unique_ptr<Stream> stream_;
    ClientLimits limits_;
    bool without_body_;  ///< the answer to a HEAD
    Deadline end_;
    Bytes pending_;  ///< arrived and not yet used
    bool at_end_ = false;
    std::optional<Parser> parser_;
    std::vector<Header> headers_;
};

void Response::begin_answer() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.head));
    parser_->body_limit(boost::none);  // the caller's business: nothing is kept here
    parser_->skip(without_body_);
}

void Response::take_headers() {
    for (const auto& field : parser_->get())
        headers_.push_back({std::string{field.name_string()}, std::string{field.value()}});
    parser_->eager(true);
}

/// Gives the parser what has arrived. @return what is wrong with it; being incomplete is not
error_code Response::feed() {
    error_code error;
    if (!pending_.empty()) {
        const std::size_t used = parser_->put(boost::asio::buffer(pending_), error);
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
    } else if (at_end_) {
        if (!parser_->got_some()) return Errc::no_answer;
        parser_->put_eof(error);
    }
    return answer_error(error);
}

awaitable<error_code> Response::read_more() {
    if (at_end_) co_return Errc::short_body;
    const std::size_t before = pending_.size();
    pending_.resize(before + kAnswerBlock);
    wait_no_longer();
    const std::span<std::uint8_t> space = std::span{pending_}.subspan(before);
    const IoResult got = co_await stream_->read_some(space);
    pending_.resize(before + got.bytes);
    if (got.error == asio::error::eof) {
        at_end_ = true;
        co_return error_code{};
    }
    co_return got.error;
}

awaitable<error_code> Response::read_one_head() {
    begin_answer();
    error_code error = feed();
    while (!error && !parser_->is_header_done()) {
        if (pending_.size() > limits_.head) co_return Errc::head_too_large;
        error = co_await read_more();
        if (!error) error = feed();
    }
    co_return error;
}

awaitable<error_code> Response::read_head() {
    error_code error = co_await read_one_head();
    while (!error && status() / 100 == 1 && status() != 101) {
        error = co_await read_one_head();
    }
    if (!error) take_headers();
    co_return error;
}

/// @param source what went wrong with the body itself; the caller's frame
/// @return the stream's error
awaitable<error_code> Response::write_rest(std::unique_ptr<BodySource> rest, Result<void>& source) {
    Bytes block(kAnswerBlock);
    for (std::uint64_t left = rest->size(); left > 0;) {
        const auto got = rest->read(block);
        if (!got) source = got.error();
        if (source && (*got == 0 || *got > left)) source = Error{Errc::short_body, {}, "of the request"};
        if (!source) co_return error_code{};
        wait_no_longer();
        const IoResult sent = co_await stream_->write(ByteView{block}.first(*got));
        if (sent.error) co_return sent.error;
        left -= *got;
    }
    co_return error_code{};
}

awaitable<Result<void>> Response::exchange(ClientRequest request) {
    const Bytes message = message_of(request);
    wait_no_longer();
    const IoResult sent = co_await stream_->write(message);
    error_code write_error = sent.error;
    Result<void> source;
    if (request.rest && !write_error) {
        write_error = co_await write_rest(std::move(request.rest), source);
    }
    if (!source) co_return Error{source.error().code, stream_->peer(), describe(source.error())};
    // A server that refuses the body has answered by the time our write fails.
    const error_code error = co_await read_head();
    if (error && write_error) co_return Error{write_error, stream_->peer(), {}};
    if (error) co_return Error{error, stream_->peer(), {}};
    co_return Result<void>{};
}

awaitable<Result<std::size_t>> Response::read(std::span<std::uint8_t> buffer) {
    while (!parser_->is_done()) {
        auto& body = parser_->get().body();
        body.data = buffer.data();
        body.size = buffer.size();
        body.more = true;
        error_code error = feed();
        const std::size_t got = buffer.size() - body.size;
        if (!error && got == 0 && !parser_->is_done()) {
            error = co_await read_more();
        }
        if (error) co_return Error{error, stream_->peer(), {}};
        if (got > 0) co_return got;
    }
    co_return std::size_t{0};
}

}  // namespace

std::optional<std::string_view> HttpResponse::header(std::string_view name) const {
    for (const Header& header : headers())
        if (boost::beast::iequals(header.name, name)) return header.value;
    return std::nullopt;
}

awaitable<Result<std::unique_ptr<HttpResponse>>> fetch_over(std::unique_ptr<Stream> stream,
                                                            ClientRequest request, ClientLimits limits) {
    const std::string peer = stream->peer();
    if (!is_sendable(request)) co_return Error{Errc::not_http, peer, "control byte in the request"};
    if (!names(request.headers, "Host"))
        request.headers.insert(request.headers.begin(), Header{"Host", peer});
    auto response = std::make_unique<Response>(std::move(stream), limits, request.method == "HEAD");
    const auto exchanged = co_await response->exchange(std::move(request));
    if (!exchanged) co_return exchanged.error();
    std::unique_ptr<HttpResponse> answer = std::move(response);
    co_return answer;
}

awaitable<Result<std::unique_ptr<HttpResponse>>> fetch(HttpPlace place, ClientRequest request,
                                                       ClientLimits limits) {
    const Deadline end = std::chrono::steady_clock::now() + limits.whole;
    const std::string where = place.host + ':' + place.port;
    const auto most = std::min(limits.idle, limits.whole);
    auto connected = co_await connect(place.host, place.port, place.tls, most);
    if (!connected) co_return connected.error();
    std::unique_ptr<Stream> stream = std::move(*connected);
    stream->expires_after(most);
    const error_code handshake = co_await stream->handshake();
    if (handshake == asio::error::timed_out) co_return Error{handshake, where, "in the TLS handshake"};
    if (handshake) co_return Error{Errc::tls_failed, where, stream->tls().failure};
    if (!names(request.headers, "Host"))
        request.headers.insert(request.headers.begin(), Header{"Host", where});
    const auto left = end - std::chrono::steady_clock::now();
    limits.whole = std::chrono::duration_cast<std::chrono::milliseconds>(left);
    auto response = co_await fetch_over(std::move(stream), std::move(request), limits);
    if (!response) co_return Error{response.error().code, where, response.error().detail};
    co_return std::move(*response);
}

awaitable<Result<Bytes>> read_body(HttpResponse& response, std::size_t limit_bytes) {
    Bytes body;
    Bytes block(kAnswerBlock);
    for (;;) {
        const std::span<std::uint8_t> space{block};
        const auto got = co_await response.read(space);
        if (!got) co_return got.error();
        if (*got == 0) co_return body;
        if (body.size() + *got > limit_bytes)
            co_return Error{Errc::body_too_large, {}, "more than " + std::to_string(limit_bytes) + " bytes"};
        body.insert(body.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(*got));
    }
}

}  // namespace cupspec::net
