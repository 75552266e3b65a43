#include "net/http_sessions.hpp"

#include "tests/net/http_support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

const std::string kAsk = "GET / HTTP/1.1\r\n\r\n";

/// One connection to serve_http, seen from both of its ends.
struct Talk {
    explicit Talk(HttpHandler handler, HttpLimits limits = {})
        : pair{make_pair(context, {}, {})},
          serving{context, ended(serve_http(std::move(pair.server), std::move(handler), limits, sessions))} {
        pair.client->expires_after(std::chrono::seconds{20});
    }

    asio::io_context context;
    HttpSessions sessions;
    Pair pair;
    Beside<bool> serving;
};

/// Sends the text byte by byte, over and over, until the server has something to say.
awaitable<std::string> drip(Stream& stream, std::string text) {
    std::array<std::uint8_t, 4096> block{};
    for (std::size_t at = 0;; ++at) {
        co_await write_text(stream, text.substr(at % text.size(), 1));
        stream.expires_after(std::chrono::milliseconds{1});
        const IoResult got = co_await stream.read_some(block);
        stream.expires_after(std::chrono::seconds{20});
        if (got.error != asio::error::timed_out) co_return to_text(ByteView{block}.first(got.bytes));
    }
}

awaitable<std::string> send_then_drip(Stream& stream, std::string first, std::string text) {
    co_await write_text(stream, std::move(first));
    std::string answer = co_await drip(stream, std::move(text));
    co_return answer;
}

HttpLimits patient_but_for(std::chrono::milliseconds request) {
    HttpLimits limits;
    limits.idle = std::chrono::hours{1};
    limits.request = request;
    return limits;
}

awaitable<std::string> ask(Stream& stream) {
    co_await write_text(stream, kAsk);
    std::string answer;
    while (!answer.ends_with("GET /|")) {
        const std::string more = co_await read_exactly(stream, 1);
        if (more.empty()) break;
        answer += more;
    }
    co_return answer;
}

/// Holds each answer back until the gate opens.
struct Gate {
    explicit Gate(asio::io_context& context) : opened{context.get_executor()} {}

    awaitable<HttpAnswer> answer(HttpRequest request) {
        ++asked;
        while (!open) co_await opened.wait();
        HttpAnswer made = co_await echo_answer(std::move(request));
        co_return made;
    }

    Event opened;
    bool open = false;
    int asked = 0;
};

awaitable<void> wait_for_request(const Gate& gate) {
    while (gate.asked == 0) co_await let_others_run();
}

}  // namespace

TEST_CASE("HTTP server cuts a peer that trickles a head") {
    Talk talk{echo_answer, patient_but_for(std::chrono::milliseconds{20})};
    const std::string answer =
        run(talk.context, drip(*talk.pair.client, "GET / HTTP/1.1\r\nX: yyyyyyyyyyyy"));
    CHECK(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    CHECK(answer.ends_with("the request took too long\n"));
}

TEST_CASE("HTTP server cuts a peer that trickles empty lines") {
    Talk talk{echo_answer, patient_but_for(std::chrono::milliseconds{20})};
    CHECK(run(talk.context, drip(*talk.pair.client, "\r\n")).starts_with("HTTP/1.1 408 "));
}

TEST_CASE("HTTP server cuts a peer that trickles a body, also after a good request") {
    Talk talk{echo_answer, patient_but_for(std::chrono::milliseconds{20})};
    CHECK(run(talk.context, ask(*talk.pair.client)).starts_with("HTTP/1.1 200 "));
    const std::string head = "POST / HTTP/1.1\r\nContent-Length: 60000\r\n\r\n";
    CHECK(run(talk.context, send_then_drip(*talk.pair.client, head, "b")).starts_with("HTTP/1.1 408 "));
}

TEST_CASE("HttpSessions tells of answers the handler never sees") {
    HttpLimits limits;
    limits.head = 64;
    Talk talk{echo_answer, limits};
    std::vector<std::string> told;
    talk.sessions.when_refused = [&told](const std::string& peer, unsigned status, const Error& why) {
        told.push_back(std::to_string(status) + ' ' + describe(why));
        CHECK(why.where == peer);
    };
    const std::string answer =
        run(talk.context, send_then_drip(*talk.pair.client, "GET /" + std::string(80, 'x'), "x"));
    CHECK(answer.starts_with("HTTP/1.1 431 "));
    REQUIRE(told.size() == 1);
    CHECK_THAT(told[0],
               Catch::StartsWith("431 127.0.0.1:") && Catch::EndsWith(": head too large: at most 64 bytes"));
}

TEST_CASE("HttpSessions ends a connection between two requests at once") {
    Talk talk{echo_answer, patient_but_for(std::chrono::hours{1})};
    CHECK(run(talk.context, ask(*talk.pair.client)).find("Connection: keep-alive") != std::string::npos);
    talk.sessions.drain();
    CHECK(run(talk.context, read_all(*talk.pair.client)).empty());
    CHECK(run(talk.context, talk.serving.join()));
}

TEST_CASE("HttpSessions lets a request that has begun be answered, and no other") {
    Talk talk{echo_answer, patient_but_for(std::chrono::hours{1})};
    run(talk.context, write_text(*talk.pair.client, "GET / HT"));
    run(talk.context, let_others_run());
    talk.sessions.drain();
    run(talk.context, write_text(*talk.pair.client, "TP/1.1\r\n\r\n" + kAsk));
    const std::string answer = run(talk.context, read_all(*talk.pair.client));
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(answer.find("HTTP/1.1 ", 1) == std::string::npos);
}

TEST_CASE("HttpSessions lets an answer in the making come to its end") {
    std::unique_ptr<Gate> gate;
    Talk talk{[&gate](HttpRequest request) { return gate->answer(std::move(request)); },
              patient_but_for(std::chrono::hours{1})};
    gate = std::make_unique<Gate>(talk.context);
    run(talk.context, write_text(*talk.pair.client, kAsk));
    run(talk.context, wait_for_request(*gate));
    talk.sessions.drain();
    gate->open = true;
    gate->opened.notify();
    const std::string answer = run(talk.context, read_all(*talk.pair.client));
    CHECK_THAT(answer, Catch::Contains("\r\nConnection: close\r\n") && Catch::EndsWith("GET /|"));
}

TEST_CASE("HttpSessions gives a connection that has not asked yet a moment for it") {
    Talk talk{echo_answer, patient_but_for(std::chrono::hours{1})};
    run(talk.context, let_others_run());
    talk.sessions.drain();
    CHECK(run(talk.context, ask(*talk.pair.client)).starts_with("HTTP/1.1 200 "));
    CHECK(run(talk.context, read_all(*talk.pair.client)).empty());
}
