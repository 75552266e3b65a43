#include "net/errc.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include <stdexcept>
#include <vector>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

using OpenLoop = Result<std::unique_ptr<AcceptLoop>>;

awaitable<void> echo(std::unique_ptr<Stream> stream) {
    std::array<std::uint8_t, 256> block{};
    for (;;) {
        const IoResult got = co_await stream->read_some(block);
        if (got.error) co_return;
        co_await stream->write(ByteView{block}.first(got.bytes));
    }
}

awaitable<void> break_down(std::unique_ptr<Stream> stream) {
    const std::string got = co_await read_exactly(*stream, 1);
    throw std::runtime_error{"broken by " + got};
}

/// Waits for what never comes, not even from the stream.
awaitable<void> hang([[maybe_unused]] std::unique_ptr<Stream> stream) {
    for (;;) co_await sleep_for(std::chrono::hours{1});
}

OpenLoop open_loop(asio::io_context& context, Session session, AcceptLimits limits = {}) {
    return AcceptLoop::open(context.get_executor(), "127.0.0.1", 0, std::nullopt, std::move(session), limits);
}

awaitable<std::string> ask(std::uint16_t port, std::string text) {
    auto stream = co_await dial(port);
    co_await write_text(*stream, text);
    std::string answer = co_await read_exactly(*stream, text.size());
    co_return answer;
}

awaitable<std::size_t> connect_some(AcceptLoop& loop, std::size_t count) {
    std::vector<std::unique_ptr<Stream>> streams;
    while (streams.size() < count) streams.push_back(co_await dial(loop.port()));
    while (loop.connections() < count) co_await let_others_run();
    co_await loop.stop();
    std::size_t ends = 0;
    for (auto& stream : streams) {
        const std::string rest = co_await read_all(*stream);
        if (rest.empty()) ++ends;
    }
    co_return ends;
}

awaitable<std::string> two_in_turn(std::uint16_t port) {
    auto first = co_await dial(port);
    co_await write_text(*first, "1");
    const std::string one = co_await read_exactly(*first, 1);
    auto second = co_await dial(port);  // in the backlog: connected, not accepted
    co_await write_text(*second, "2");
    second->expires_after(std::chrono::milliseconds{20});
    const std::string early = co_await read_exactly(*second, 1);
    second->expires_after(std::chrono::hours{1});
    first.reset();
    const std::string two = co_await read_exactly(*second, 1);
    co_return one + early + two;
}

struct Failure {
    explicit Failure(asio::io_context& context) : changed{context.get_executor()} {}
    std::string words;
    Event changed;
};

awaitable<std::string> say_to_tls(AcceptLoop& loop, Failure& failure, std::string text) {
    auto stream = co_await dial(loop.port());
    if (!text.empty()) co_await write_text(*stream, std::move(text));
    while (failure.words.empty()) co_await failure.changed.wait();
    co_await loop.stop();
    co_return failure.words;
}

std::string failure_after(const std::string& text, AcceptLimits limits) {
    asio::io_context context;
    Failure failure{context};
    const auto failed = [&failure](const protocol::TlsFacts& facts, const std::string&) {
        failure.words = facts.failure;
        failure.changed.notify();
    };
    const OpenLoop loop = AcceptLoop::open(context.get_executor(), "127.0.0.1", 0,
                                           context_of(server_options()), echo, limits, failed);
    return run(context, say_to_tls(**loop, failure, text));
}

awaitable<error_code> shake_with_silence(std::uint16_t port) {
    auto stream = co_await dial(port, context_of(client_options()));
    stream->expires_after(std::chrono::milliseconds{5});
    const error_code error = co_await stream->handshake();
    co_return stream->tls().failure == "timed out during the handshake" ? error : error_code{};
}

}  // namespace

TEST_CASE("AcceptLoop serves connections one after the other and side by side") {
    asio::io_context context;
    const OpenLoop loop = open_loop(context, echo);
    Beside<std::string> other{context, ask((*loop)->port(), "beside")};
    CHECK(run(context, ask((*loop)->port(), "one")) == "one");
    CHECK(run(context, ask((*loop)->port(), "two")) == "two");
    CHECK(run(context, other.join()) == "beside");
    run(context, (*loop)->stop());
    CHECK((*loop)->connections() == 0);
}

TEST_CASE("AcceptLoop outlives a session that throws and tells about it") {
    asio::io_context context;
    std::string told;
    const OpenLoop loop = open_loop(context, break_down);
    (*loop)->when_session_throws([&told](const std::string& what) { told += what + "\n"; });
    CHECK(run(context, ask((*loop)->port(), "a")).empty());
    CHECK(run(context, ask((*loop)->port(), "b")).empty());
    run(context, (*loop)->stop());
    CHECK(told == "broken by a\nbroken by b\n");
}

TEST_CASE("AcceptLoop ends sessions that hang, wherever they hang") {
    asio::io_context context;
    SECTION("in a read") {
        const OpenLoop loop = open_loop(context, echo);
        CHECK(run(context, connect_some(**loop, 3)) == 3);
    }
    SECTION("elsewhere") {
        const OpenLoop loop = open_loop(context, hang);
        CHECK(run(context, connect_some(**loop, 3)) == 3);
    }
}

TEST_CASE("AcceptLoop may be stopped before anybody came") {
    asio::io_context context;
    const OpenLoop loop = open_loop(context, echo);
    run(context, (*loop)->stop());
    run(context, (*loop)->stop());
    context.restart();
    context.run();  // returns: nothing goes on
    CHECK(context.stopped());
    CHECK((*loop)->connections() == 0);
}

TEST_CASE("AcceptLoop may go with its context while sessions hang") {
    asio::io_context context;
    const OpenLoop loop = open_loop(context, echo);
    CHECK(run(context, ask((*loop)->port(), "x")) == "x");
}

TEST_CASE("AcceptLoop lets no more connections in than its limit") {
    asio::io_context context;
    AcceptLimits limits;
    limits.connections = 1;
    const OpenLoop loop = open_loop(context, echo, limits);
    CHECK(run(context, two_in_turn((*loop)->port())) == "12");
    run(context, (*loop)->stop());
}

TEST_CASE("AcceptLoop says which address it cannot have") {
    asio::io_context context;
    const OpenLoop first = open_loop(context, echo);
    const std::uint16_t port = (*first)->port();
    const OpenLoop second = AcceptLoop::open(context.get_executor(), "127.0.0.1", port, std::nullopt, echo);
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code == asio::error::address_in_use);
    CHECK(second.error().where == "127.0.0.1:" + std::to_string(port));
    run(context, (*first)->stop());
}

TEST_CASE("AcceptLoop shares a port when told so") {
    asio::io_context context;
    AcceptLimits limits;
    limits.share_port = true;
    const OpenLoop first = open_loop(context, echo, limits);
    const OpenLoop second =
        AcceptLoop::open(context.get_executor(), "127.0.0.1", (*first)->port(), std::nullopt, echo, limits);
    CHECK(second.has_value());
    run(context, (*first)->stop());
    run(context, (*second)->stop());
}

TEST_CASE("AcceptLoop reports handshakes that fail") {
    AcceptLimits soon;
    soon.handshake = std::chrono::milliseconds{5};
    CHECK(failure_after("", soon) == "timed out during the handshake");
    CHECK(failure_after("GET / HTTP/1.1\r\n\r\n", {}) == "http request");
}

TEST_CASE("TLS client gives up on a server that says nothing") {
    asio::io_context context;
    const OpenLoop loop = open_loop(context, hang);
    CHECK(run(context, shake_with_silence((*loop)->port())) == asio::error::timed_out);
    run(context, (*loop)->stop());
}
