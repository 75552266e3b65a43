#include "net/http.hpp"

#include "tests/net/http_support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

constexpr const char* kPost =
    "POST /update-info HTTP/1.1\r\nHost: localhost:4711\r\nContent-Type: application/json\r\n"
    "Content-Length:   5\r\n\r\nhello";

}  // namespace

TEST_CASE("HTTP server answers with head and body in one piece") {
    HttpServer server{echo_answer};
    const std::string answer = server.talk({"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"});
    CHECK(answer.rfind("HTTP/1.1 200 OK\r\nX-First: 1\r\nX-Second: 2\r\nDate: ", 0) == 0);
    CHECK(answer.find(" GMT\r\nContent-Length: 7\r\nConnection: close\r\n\r\nGET /x|") != std::string::npos);
}

TEST_CASE("HTTP server takes a Content-Length padded with blanks, as Station sends it") {
    HttpServer server{echo_answer};
    CHECK(body_of(server.talk({kPost})) == "POST /update-info|hello");
}

TEST_CASE("HTTP server keeps the request head byte for byte") {
    std::string head;
    HttpServer server{[&head](HttpRequest request) { return keep_head(head, std::move(request)); }};
    const std::string sent = "GET / HTTP/1.1\r\nhOsT:a\r\nX:  two  words \t\r\nX-Empty:\r\n\r\n";
    server.talk({sent});
    CHECK(head == sent);
}

TEST_CASE("HTTP request finds headers by name in any case") {
    HttpRequest request;
    request.headers = {{"Content-Type", "a"}, {"X", "1"}, {"x", "2"}};
    CHECK(request.header("content-TYPE") == "a");
    CHECK(request.header("X") == "1");
    CHECK_FALSE(request.header("Content"));
}

TEST_CASE("HTTP server understands a request cut in two at any byte") {
    HttpServer server{echo_answer};
    const std::string whole = kPost;
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        const std::string answer = server.talk({whole.substr(0, cut), whole.substr(cut)});
        CHECK(body_of(answer) == "POST /update-info|hello");
    }
}

TEST_CASE("HTTP server understands a request that comes byte by byte") {
    HttpServer server{echo_answer};
    std::vector<std::string> bytes;
    for (const char* c = kPost; *c != '\0'; ++c) bytes.emplace_back(1, *c);
    CHECK(body_of(server.talk(bytes)) == "POST /update-info|hello");
}

TEST_CASE("HTTP server says nothing to a request that stops anywhere") {
    HttpServer server{echo_answer};
    const std::string whole = kPost;
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK(server.talk({whole.substr(0, size)}).empty());
}

TEST_CASE("HTTP server goes on with the connection") {
    HttpServer server{echo_answer};
    SECTION("one request after the other, pipelined") {
        const std::string answers = server.talk(
            {"GET /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\nxGET /3 HTTP/1.1\r\n\r\n"});
        const auto one = answers.find("GET /1|");
        const auto two = answers.find("POST /2|x");
        const auto three = answers.find("GET /3|");
        CHECK(one < two);
        CHECK(two < three);
        CHECK(three != std::string::npos);
        CHECK(answers.find("Connection: keep-alive\r\n") < one);
    }
    SECTION("not after Connection: close") {
        const std::string answers =
            server.talk({"GET /1 HTTP/1.1\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"});
        CHECK(answers.find("GET /1|") != std::string::npos);
        CHECK(answers.find("GET /2|") == std::string::npos);
    }
    SECTION("not with HTTP/1.0") {
        const std::string answers = server.talk({"GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n"});
        CHECK(answers.find("GET /2|") == std::string::npos);
    }
    SECTION("not beyond the limit") {
        server.limits.requests = 1;
        const std::string answers = server.talk({"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"});
        CHECK(answers.find("Connection: close\r\n") != std::string::npos);
        CHECK(answers.find("GET /2|") == std::string::npos);
    }
}

TEST_CASE("HTTP server sends no body to HEAD, but says how long it would be") {
    HttpServer server{echo_answer};
    const std::string answers =
        server.talk({"HEAD /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n"});
    CHECK(answers.find("HEAD /1|") == std::string::npos);
    CHECK(answers.find("Content-Length: 8\r\n") != std::string::npos);
    CHECK(answers.find("\r\n\r\nHTTP/1.1 200 OK\r\n") != std::string::npos);  // the next follows at once
    CHECK(answers.ends_with("\r\n\r\nGET /2|"));
    HttpServer streaming{[](HttpRequest) { return firmware_answer(1000, 1000); }};
    const std::string head = streaming.talk({"HEAD / HTTP/1.1\r\n\r\n"});
    CHECK(head.find("Content-Length: 1004\r\n") != std::string::npos);
    CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("HTTP server takes a chunked body") {
    HttpServer server{echo_answer};
    const std::string whole =
        "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    for (std::size_t cut = 1; cut < whole.size(); ++cut)
        CHECK(body_of(server.talk({whole.substr(0, cut), whole.substr(cut)})) == "POST /c|abcde");
}

TEST_CASE("HTTP server invites a body that waits for it") {
    HttpServer server{echo_answer};
    const std::string head = "POST /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    const std::string answer = server.talk_politely(head, "ok");
    CHECK(answer.rfind("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", 0) == 0);
    CHECK(answer.find("POST /e|ok") != std::string::npos);
}

TEST_CASE("HTTP server refuses what it cannot take, and the client gets to read so") {
    HttpServer server{echo_answer};
    server.limits.head = 1000;
    server.limits.body = 1000;
    const auto refusal = [&server](const std::string& request) {
        return server.talk({request}).substr(0, 13);
    };
    const std::string large(300'000, 'x');

    SECTION("not HTTP") {
        CHECK(refusal("hello\r\n\r\n") == "HTTP/1.1 400 ");
        CHECK(refusal("GET / FTP/1.0\r\n\r\n") == "HTTP/1.1 400 ");
        CHECK(refusal("GET / HTTP/2.0\r\n\r\n") == "HTTP/1.1 400 ");
        CHECK(refusal("GET / HTTP/1.1\r\nno colon\r\n\r\n") == "HTTP/1.1 400 ");
        CHECK(refusal("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n") == "HTTP/1.1 400 ");
        CHECK(refusal("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") ==
              "HTTP/1.1 400 ");
        CHECK(refusal("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") == "HTTP/1.1 400 ");
    }
    SECTION("not HTTP, and why not") {
        const auto why = [&server](const std::string& request) { return body_of(server.talk({request})); };
        CHECK(why("hel(lo\r\n\r\n") == "not HTTP: it begins with no method\n");
        CHECK(why("GET / FTP/1.0\r\n\r\n") == "not HTTP: its first line does not end with HTTP/1.1\n");
        CHECK(why("GET / HTTP/1.1\nHost: x\n\n") == "not HTTP: its lines do not end with CR LF\n");
        CHECK(why("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") ==
              "not HTTP: multiple Content-Length\n");
        CHECK(why("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n") == "not HTTP: bad Content-Length\n");
        CHECK(why("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") == "not HTTP: bad chunk\n");
    }
    SECTION("not HTTP, told before an empty line comes") {
        CHECK(refusal("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 and so on") == "HTTP/1.1 400 ");
    }
    SECTION("a head that is too large") {
        CHECK(refusal("GET / HTTP/1.1\r\nX: " + large + "\r\n\r\n") == "HTTP/1.1 431 ");
        CHECK(refusal("GET / HTTP/1.1\r\nX: " + large) == "HTTP/1.1 431 ");
    }
    SECTION("a body that is too large") {
        CHECK(refusal("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n") == "HTTP/1.1 413 ");
        CHECK(refusal("POST / HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + large) == "HTTP/1.1 413 ");
        CHECK(refusal("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5dc\r\n" + large) ==
              "HTTP/1.1 413 ");
        CHECK(refusal("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n") ==
              "HTTP/1.1 413 ");
    }
    SECTION("while the client sends on and on before it reads") {
        const std::string request = "POST / HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + large;
        CHECK(server.talk_first(request).substr(0, 13) == "HTTP/1.1 413 ");
    }
    SECTION("limits are inclusive") {
        CHECK(refusal("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + large.substr(0, 1000)) ==
              "HTTP/1.1 200 ");
    }
}

TEST_CASE("HTTP server streams a body block by block") {
    const bool tls = GENERATE(false, true);
    HttpServer server{[](HttpRequest) { return firmware_answer(10'000'000, 10'000'000); }, tls};
    const std::string answer = server.talk({"GET /fw HTTP/1.1\r\nConnection: close\r\n\r\n"});
    CHECK(answer.find("\r\nContent-Length: 10000004\r\n") != std::string::npos);
    const std::string body = body_of(answer);
    CHECK(body.size() == 10'000'004);
    CHECK(body.substr(0, 6) == "headff");
    CHECK(CountingSource::largest_read <= 64 * 1024);
}

TEST_CASE("HTTP server breaks off when a streamed body ends early") {
    HttpServer server{[](HttpRequest) { return firmware_answer(100'000, 70'000); }};
    const std::string answer = server.talk({"GET /fw HTTP/1.1\r\n\r\n"});
    CHECK(body_of(answer).size() < 100'004);
}

TEST_CASE("HTTP server drops a peer that falls silent") {
    HttpServer server{echo_answer};
    server.limits.idle = std::chrono::milliseconds{5};
    CHECK(server.listen_only("").empty());
    CHECK(server.listen_only("\r\nGET / HT").starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    CHECK(server.listen_only("GET / HTTP/1.1\r\n\r\n").ends_with("GET /|"));
}

TEST_CASE("read_request leaves alone what comes behind the request") {
    CHECK(excess_after("GET / HTTP/1.1\r\n\r\nframes") == "frames");
}
