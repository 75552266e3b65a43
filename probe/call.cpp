#include "probe/call.hpp"

#include "net/connect.hpp"
#include "net/errors_as_values.hpp"
#include "probe/answer_taker.hpp"
#include "probe/words.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace cupspec::probe {
namespace {

using conformance::Contact;
using std::chrono::steady_clock;

constexpr unsigned kPieces = 16;
constexpr unsigned kPieceShare = 100;  ///< of the limit: the pause before each piece
constexpr unsigned kGraceShare = 100;  ///< of the limit: how long bytes too many are waited for
constexpr unsigned kIdleShare = 10;    ///< of the limit: silence that ends a body of no announced length
constexpr std::size_t kBlockBytes = std::size_t{16} * 1024;

/// A few bytes at a time, with pauses.
net::awaitable<error_code> write_slowly(net::Stream& stream, ByteView message,
                                        std::chrono::milliseconds pause) {
    boost::asio::steady_timer timer{stream.executor()};
    const std::size_t piece = message.size() / kPieces + 1;
    while (!message.empty()) {
        const ByteView next = message.first(std::min(piece, message.size()));
        const net::IoResult sent = co_await stream.write(next);
        if (sent.error) co_return sent.error;
        message = message.subspan(next.size());
        timer.expires_after(pause);
        static_cast<void>(co_await timer.async_wait(net::kErrors));
    }
    co_return error_code{};
}

net::awaitable<error_code> write_request(net::Stream& stream, const Call& call) {
    const std::string message = call.head + call.body;
    if (call.manner == Call::Manner::slowly) {
        const error_code error = co_await write_slowly(stream, as_bytes(message), call.limit / kPieceShare);
        co_return error;
    }
    const bool cut = call.manner == Call::Manner::cut;
    const std::string_view part =
        cut ? std::string_view{message}.substr(0, call.head.size() + call.body.size() / 2) : message;
    const net::IoResult sent = co_await stream.write(as_bytes(part));
    co_return sent.error;
}

/// One read. @return its error; eof as well
net::awaitable<error_code> read_once(net::Stream& stream, AnswerTaker& taker) {
    Bytes block(kBlockBytes);
    const std::span<std::uint8_t> space{block};
    const net::IoResult got = co_await stream.read_some(space);
    taker.on_bytes(ByteView{block}.first(got.bytes));
    co_return got.error;
}

/// Until the answer is whole, the server ends or the time is up.
net::awaitable<error_code> read_answer(net::Stream& stream, AnswerTaker& taker, const Call& call,
                                       steady_clock::time_point end) {
    while (!taker.whole() && !taker.too_much()) {
        const auto idle = steady_clock::now() + call.limit / kIdleShare;
        stream.expires_at(taker.endless() ? std::min(end, idle) : end);
        const error_code error = co_await read_once(stream, taker);
        if (error) co_return error;
    }
    if (!taker.too_much()) {
        stream.expires_at(std::min(end, steady_clock::now() + call.limit / kGraceShare));
        static_cast<void>(co_await read_once(stream, taker));
    }
    co_return error_code{};
}

/// What is wrong with what came, in words; empty: it is an answer, whole or framed otherwise.
std::string failure_of_call(const error_code& error, const AnswerTaker& taker, const Call& call) {
    if (taker.too_much()) return "more bytes than are read of one answer";
    if (taker.has_head() && taker.head().status == 0) return "the answer is no HTTP/1.x";
    if (taker.has_head() && (taker.whole() || !taker.head().length)) return {};
    std::string what = error ? io_words(error, call.limit) : "";
    if (!taker.has_anything()) return what;
    return taker.has_head() ? what + " within the body" : what + ", and what came is no HTTP head";
}

net::awaitable<void> exchange_over(net::Stream& stream, const Call& call, Contact& contact) {
    const auto end = steady_clock::now() + call.limit;
    stream.expires_at(end);
    const error_code written = co_await write_request(stream, call);
    if (call.manner == Call::Manner::cut) {
        contact.failure = "ended on purpose";
        co_return;
    }
    // A server that refuses the body has answered by the time our write fails.
    AnswerTaker taker;
    if (written == boost::asio::error::timed_out) stream.expires_after(call.limit / kIdleShare);
    error_code error = co_await read_answer(stream, taker, call, end);
    if (written && !taker.has_anything()) error = written;
    taker.give(contact.exchange);
    contact.failure = failure_of_call(error, taker, call);
    contact.framed = taker.too_much() || agrees(taker.head(), taker.body_bytes());
}

net::awaitable<void> contact_server(Call call, Contact& contact) {
    auto host = call.server.host;
    auto port = call.server.port;
    auto tls = std::move(call.tls);
    auto connected = co_await net::connect(std::move(host), std::move(port), std::move(tls), call.limit);
    if (!connected) {
        contact.failure = "no connection: " + connected.error().code.message();
        co_return;
    }
    const std::unique_ptr<net::Stream> stream = std::move(*connected);
    contact.exchange.peer = stream->peer();
    stream->expires_after(call.limit);
    const error_code handshake = co_await stream->handshake();
    contact.exchange.tls = stream->tls();
    if (handshake) {
        const std::string why = stream->tls().failure;
        contact.failure = "TLS: " + (why.empty() ? io_words(handshake, call.limit) : why);
        co_return;
    }
    co_await exchange_over(*stream, call, contact);
    stream->abort();  // as Station ends every connection
}

}  // namespace

net::awaitable<Contact> make_call(Call call) {
    Contact contact;
    contact.purpose = call.purpose;
    contact.url = call.url;
    contact.request = call.request;
    contact.framed = false;
    contact.exchange.request_head = call.head;
    contact.exchange.request_body = to_bytes(call.body);
    contact.exchange.started = wall_clock();
    const auto started = steady_clock::now();
    co_await contact_server(std::move(call), contact);
    contact.exchange.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - started);
    co_return contact;
}

}  // namespace cupspec::probe
