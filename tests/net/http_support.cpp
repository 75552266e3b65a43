#include "tests/net/http_support.hpp"

#include <algorithm>

namespace cupspec::net::testing {
namespace {

awaitable<std::string> send_all(asio::io_context& context, Stream& stream, std::vector<std::string> pieces) {
    stream.expires_after(std::chrono::seconds{20});
    Beside<std::string> answer{context, read_all(stream)};
    for (std::string& piece : pieces) {
        // The server may have refused already and be gone; what it said counts.
        const IoResult sent = co_await write_text(stream, std::move(piece));
        if (sent.error) break;
    }
    co_await stream.close();
    std::string text = co_await answer.join();
    co_return text;
}

awaitable<std::string> send_politely(Stream& stream, std::string head, std::string body) {
    stream.expires_after(std::chrono::seconds{20});
    co_await write_text(stream, std::move(head));
    std::string answer = co_await read_exactly(stream, std::string{"HTTP/1.1 100 Continue\r\n\r\n"}.size());
    co_await write_text(stream, std::move(body));
    co_await stream.close();
    answer += co_await read_all(stream);
    co_return answer;
}

/// In pieces, and each time the server gets its turn: it has answered long before the last piece.
awaitable<std::string> send_then_read(Stream& stream, std::string text) {
    constexpr std::size_t kPiece = 20'000;
    stream.expires_after(std::chrono::seconds{20});
    for (std::size_t at = 0; at < text.size(); at += kPiece) {
        const IoResult sent = co_await write_text(stream, text.substr(at, kPiece));
        if (sent.error) co_return sent.error.message();
        for (int turn = 0; turn < 20; ++turn) co_await let_others_run();
    }
    std::string answer = co_await read_all(stream);
    co_return answer;
}

awaitable<std::string> send_and_listen(Stream& stream, std::string text) {
    stream.expires_after(std::chrono::seconds{20});
    co_await write_text(stream, std::move(text));
    std::string answer = co_await read_all(stream);
    co_return answer;
}

awaitable<Result<HttpRequest>> send_and_read(Stream& client, Stream& server, std::string text) {
    co_await write_text(client, std::move(text));
    const HttpLimits limits;
    auto request = co_await read_request(server, limits);
    co_return request;
}

Pair connected(asio::io_context& context, bool tls) {
    if (!tls) return make_pair(context, {}, {});
    return make_pair(context, context_of(server_options()), context_of(client_options()));
}

}  // namespace

std::size_t CountingSource::largest_read = 0;

std::string HttpServer::talk(const std::vector<std::string>& pieces) {
    asio::io_context context;
    Pair pair = connected(context, tls_);
    Beside<bool> serving{context, ended(serve_http(std::move(pair.server), handler_, limits))};
    std::string answer = run(context, send_all(context, *pair.client, pieces));
    run(context, serving.join());
    return answer;
}

std::string HttpServer::talk_politely(const std::string& head, const std::string& body) {
    asio::io_context context;
    Pair pair = connected(context, tls_);
    Beside<bool> serving{context, ended(serve_http(std::move(pair.server), handler_, limits))};
    std::string answer = run(context, send_politely(*pair.client, head, body));
    run(context, serving.join());
    return answer;
}

std::string HttpServer::talk_first(const std::string& text) {
    asio::io_context context;
    Pair pair = connected(context, tls_);
    Beside<bool> serving{context, ended(serve_http(std::move(pair.server), handler_, limits))};
    std::string answer = run(context, send_then_read(*pair.client, text));
    pair.client.reset();
    run(context, serving.join());
    return answer;
}

std::string HttpServer::listen_only(const std::string& text) {
    asio::io_context context;
    Pair pair = connected(context, tls_);
    Beside<bool> serving{context, ended(serve_http(std::move(pair.server), handler_, limits))};
    std::string answer = run(context, send_and_listen(*pair.client, text));
    run(context, serving.join());
    return answer;
}

awaitable<HttpAnswer> echo_answer(HttpRequest request) {
    HttpAnswer answer;
    answer.headers = {{"X-First", "1"}, {"X-Second", "2"}};
    answer.body = to_bytes(request.method + " " + request.target + "|" + to_text(request.body));
    co_return answer;
}

awaitable<HttpAnswer> keep_head(std::string& head, HttpRequest request) {
    head = request.head;
    co_return HttpAnswer{};
}

awaitable<HttpAnswer> firmware_answer(std::uint64_t size, std::uint64_t available) {
    HttpAnswer answer;
    answer.body = to_bytes("head");
    answer.rest = std::make_unique<CountingSource>(size, available);
    co_return answer;
}

Result<std::size_t> CountingSource::read(std::span<std::uint8_t> buffer) {
    largest_read = std::max(largest_read, buffer.size());
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer.size()));
    std::fill_n(buffer.begin(), count, std::uint8_t{'f'});
    left_ -= count;
    return count;
}

std::string body_of(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
}

std::string excess_after(const std::string& text) {
    asio::io_context context;
    Pair pair = connected(context, false);
    const auto request = run(context, send_and_read(*pair.client, *pair.server, text));
    return request ? to_text(request->excess) : describe(request.error());
}

}  // namespace cupspec::net::testing
