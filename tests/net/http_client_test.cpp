#include "net/http_client.hpp"

#include "net/errc.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

/// What became of one exchange.
struct Outcome {
    error_code error;
    std::string where;
    unsigned status = 0;
    std::optional<std::uint64_t> length;
    std::string type;  ///< the Content-Type header
    std::string body;
    std::string sent;  ///< what the client wrote
};

awaitable<Outcome> ask(std::unique_ptr<Stream> stream, ClientRequest request, ClientLimits limits) {
    Outcome outcome;
    auto response = co_await fetch_over(std::move(stream), std::move(request), limits);
    if (!response) {
        outcome.error = response.error().code;
        outcome.where = response.error().where;
        co_return outcome;
    }
    outcome.status = (*response)->status();
    outcome.length = (*response)->length();
    outcome.type = (*response)->header("content-TYPE").value_or("");
    const auto body = co_await read_body(**response, 100'000);
    if (body)
        outcome.body = to_text(*body);
    else
        outcome.error = body.error().code;
    co_return outcome;
}

awaitable<std::string> play(Stream& stream, std::vector<std::string> pieces, std::size_t request_bytes) {
    std::string sent = co_await read_exactly(stream, request_bytes);
    for (std::string& piece : pieces) {
        const IoResult written = co_await write_text(stream, std::move(piece));
        if (written.error) break;
        for (int turn = 0; turn < 4; ++turn) co_await let_others_run();
    }
    co_await stream.close();
    co_return sent;
}

ClientRequest get() {
    ClientRequest request;
    request.target = "/key";
    request.headers = {{"Host", "s3"}};
    return request;
}

const std::string kGet = "GET /key HTTP/1.1\r\nHost: s3\r\nConnection: close\r\n\r\n";

/// A server that reads `expected` and then writes the pieces, each in a write of its own.
Outcome talk(std::vector<std::string> pieces, ClientRequest request = get(),
             const std::string& expected = kGet, const ClientLimits& limits = {}) {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    Beside<std::string> server{context, play(*pair.server, std::move(pieces), expected.size())};
    Outcome outcome = run(context, ask(std::move(pair.client), std::move(request), limits));
    outcome.sent = run(context, server.join());
    return outcome;
}

const std::string kPlain = "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 5\r\n\r\nhello";
const std::string kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: a/b\r\n\r\n"
    "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n";

/// A head without an end, until the client is gone.
awaitable<bool> drip_for_ever(Stream& stream) {
    IoResult sent = co_await write_text(stream, "HTTP/1.1 200 OK\r\n");
    while (!sent.error) {
        for (int turn = 0; turn < 100; ++turn) co_await let_others_run();
        sent = co_await write_text(stream, "x");
    }
    co_return true;
}

/// So many bytes, of which only the first ones are there.
class Filler final : public BodySource {
public:
    Filler(std::uint64_t announced, std::uint64_t there) : announced_{announced}, left_{there} {}
    std::uint64_t size() const override { return announced_; }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
        const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), left_));
        std::fill_n(buffer.begin(), some, std::uint8_t{'f'});
        left_ -= some;
        return some;
    }

private:
    std::uint64_t announced_;
    std::uint64_t left_;
};

ClientRequest put_filler(std::uint64_t announced, std::uint64_t there) {
    ClientRequest request = get();
    request.method = "PUT";
    request.body = to_bytes("head:");
    request.rest = std::make_unique<Filler>(announced, there);
    return request;
}

awaitable<void> answer_plainly(std::unique_ptr<Stream> stream) {
    std::vector<std::string> pieces;
    pieces.push_back(kPlain);
    co_await play(*stream, std::move(pieces), kGet.size());
}

}  // namespace

TEST_CASE("HttpClient sends the request as it is told and reads status, headers and body") {
    const Outcome outcome = talk({kPlain});
    CHECK(outcome.error == error_code{});
    CHECK(outcome.sent == kGet);
    CHECK(outcome.status == 200);
    CHECK(outcome.length == std::uint64_t{5});
    CHECK(outcome.type == "a/b");
    CHECK(outcome.body == "hello");
}

TEST_CASE("HttpClient announces the length of a body it sends") {
    ClientRequest request = get();
    request.method = "PUT";
    request.body = to_bytes("12345");
    const std::string expected =
        "PUT /key HTTP/1.1\r\nHost: s3\r\nContent-Length: 5\r\nConnection: close\r\n\r\n12345";
    const Outcome outcome = talk({"HTTP/1.1 204 No Content\r\n\r\n"}, std::move(request), expected);
    CHECK(outcome.sent == expected);
    CHECK(outcome.error == error_code{});
    CHECK(outcome.status == 204);
    CHECK(outcome.body.empty());
}

TEST_CASE("HttpClient streams the rest of a body behind its beginning") {
    const std::string expected =
        "PUT /key HTTP/1.1\r\nHost: s3\r\nContent-Length: 300005\r\nConnection: close\r\n\r\nhead:" +
        std::string(300'000, 'f');
    const Outcome outcome = talk({kPlain}, put_filler(300'000, 300'000), expected);
    CHECK((outcome.sent == expected));
    CHECK(outcome.error == error_code{});
    CHECK(outcome.body == "hello");
}

TEST_CASE("HttpClient ends the connection when the rest of a body ends early") {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    Beside<std::string> server{context, play(*pair.server, {}, 1'000'000)};
    const Outcome outcome = run(context, ask(std::move(pair.client), put_filler(300'000, 100'000), {}));
    CHECK(outcome.error == Errc::short_body);
    CHECK(run(context, server.join()).size() < 200'000);
}

TEST_CASE("HttpClient reads the answer of a server that refuses a streamed body half-way") {
    const Outcome outcome =
        talk({"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"}, put_filler(50'000'000, 50'000'000));
    CHECK(outcome.status == 403);
    CHECK(outcome.body == "no");
}

TEST_CASE("HttpClient reads the same answer wherever it is cut in two") {
    for (const std::string& answer : {kPlain, kChunked}) {
        for (std::size_t at = 0; at <= answer.size(); ++at) {
            CAPTURE(answer, at);
            const Outcome outcome = talk({answer.substr(0, at), answer.substr(at)});
            REQUIRE(outcome.error == error_code{});
            REQUIRE(outcome.body == "hello");
            REQUIRE(outcome.type == "a/b");
        }
    }
}

TEST_CASE("HttpClient calls every answer that ends early short") {
    for (const std::string& answer : {kPlain, kChunked}) {
        for (std::size_t size = 0; size < answer.size(); ++size) {
            CAPTURE(answer, size);
            const Outcome outcome = talk({answer.substr(0, size)});
            REQUIRE(outcome.error == (size == 0 ? Errc::no_answer : Errc::short_body));
            REQUIRE(outcome.body.empty());
        }
    }
}

TEST_CASE("HttpClient takes a body without a length until the peer closes, and says that it has none") {
    const Outcome outcome = talk({"HTTP/1.1 200 OK\r\n\r\nhel", "lo"});
    CHECK(outcome.error == error_code{});
    CHECK(outcome.body == "hello");
    CHECK_FALSE(outcome.length.has_value());
}

TEST_CASE("HttpClient reads the length and no body in the answer to a HEAD") {
    ClientRequest request = get();
    request.method = "HEAD";
    const Outcome outcome = talk({"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"}, std::move(request),
                                 "HEAD /key HTTP/1.1\r\nHost: s3\r\nConnection: close\r\n\r\n");
    CHECK(outcome.error == error_code{});
    CHECK(outcome.length == std::uint64_t{12345});
    CHECK(outcome.body.empty());
}

TEST_CASE("HttpClient passes over interim answers") {
    const Outcome outcome =
        talk({"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Type: c\r\n\r\n" + kPlain});
    CHECK(outcome.status == 200);
    CHECK(outcome.type == "a/b");
    CHECK(outcome.body == "hello");
}

TEST_CASE("HttpClient tells what is no HTTP, and a head or body beyond the limits") {
    CHECK(talk({"SSH-2.0-x\r\n\r\n"}).error == Errc::not_http);
    CHECK(talk({"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"}).error == Errc::not_http);
    CHECK(talk({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}).error == Errc::not_http);
    CHECK(talk({"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"}).error ==
          Errc::head_too_large);
    CHECK(talk({"HTTP/1.1 200 OK\r\n\r\n" + std::string(100'001, 'x')}).error == Errc::body_too_large);
    CHECK(talk({"HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x')}).body.size() == 100'000);
}

TEST_CASE("HttpClient does not send a header that would begin another one") {
    for (const char* value : {"a\r\nX-Evil: 1", "a\nb", "a\x7f"}) {
        ClientRequest request = get();
        request.headers.push_back({"X", value});
        asio::io_context context;
        Pair pair = make_pair(context, {}, {});
        CHECK(run(context, ask(std::move(pair.client), std::move(request), {})).error == Errc::not_http);
    }
    ClientRequest request = get();
    request.target = "/a b";
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    CHECK(run(context, ask(std::move(pair.client), std::move(request), {})).error == Errc::not_http);
}

TEST_CASE("HttpClient gives up on a silent peer, at whatever place it falls silent") {
    for (const std::string& said :
         {std::string{}, kPlain.substr(0, 20), kPlain.substr(0, kPlain.size() - 2)}) {
        CAPTURE(said);
        asio::io_context context;
        Pair pair = make_pair(context, {}, {});
        ClientLimits limits;
        limits.idle = std::chrono::milliseconds{20};
        Beside<IoResult> server{context, write_text(*pair.server, said)};
        CHECK(run(context, ask(std::move(pair.client), get(), limits)).error == asio::error::timed_out);
        run(context, server.join());
    }
}

TEST_CASE("HttpClient gives up on a peer that always says a little more") {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    ClientLimits limits;
    limits.whole = std::chrono::milliseconds{50};
    limits.head = std::size_t{16} << 20U;  // never reached
    Beside<bool> server{context, drip_for_ever(*pair.server)};
    CHECK(run(context, ask(std::move(pair.client), get(), limits)).error == asio::error::timed_out);
    run(context, server.join());
}

TEST_CASE("HttpClient fetches over TLS, and names the place when that fails") {
    asio::io_context context;
    auto loop = AcceptLoop::open(context.get_executor(), "127.0.0.1", 0, context_of(server_options()),
                                 answer_plainly);
    REQUIRE(loop.has_value());
    HttpPlace place{"localhost", std::to_string((*loop)->port()), context_of(client_options())};
    {
        auto response = run(context, fetch(place, get(), {}));
        REQUIRE(response.has_value());
        CHECK(to_text(run(context, read_body(**response, 100)).value()) == "hello");
    }
    ClientTlsOptions options = client_options();
    options.trust = foreign("cups.ca");
    place.tls = context_of(options);
    const auto refused = run(context, fetch(place, get(), {}));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::tls_failed);
    CHECK(refused.error().where == "localhost:" + place.port);
    CHECK_FALSE(refused.error().detail.empty());
    run(context, (*loop)->stop());
}
