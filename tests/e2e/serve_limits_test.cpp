#include "tests/cli/program.hpp"
#include "tests/e2e/plain_client.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using namespace cupspec::test;

namespace {

const std::string kSettledRequest = R"({"router":"::1","package":"2.0.0"})";

/// A plain server on the recorded directory, with further options.
std::vector<std::string> serve_limited(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"serve",  "--root", vector_path("session-plain/cups-1"),
                                       "--auth", "none",   "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

bool answers(const Server& server) {
    return exchange_plainly(server.port(), post("/update-info", kSettledRequest))
        .starts_with("HTTP/1.1 200 ");
}

struct Wrong {
    const char* what;
    std::string bytes;
    const char* answer;  ///< beginning of the status line; "" is a silent end
};

std::vector<Wrong> wrong_inputs() {
    const std::string post_line = "POST /update-info HTTP/1.1\r\n";
    return {
        {"nothing", "", ""},
        {"noise", std::string("\x80\xff\x00\x01", 4), "HTTP/1.1 400 "},
        {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), "HTTP/1.1 400 "},
        {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 "},
        {"an answer for a request", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 400 "},
        {"half a head", "POST /update-info HT", ""},
        {"a body that ends early", post_line + "Content-Length: 10\r\n\r\n{", ""},
        {"a body before its head", kSettledRequest + post_line + "\r\n", "HTTP/1.1 400 "},
        {"a header without a colon", post_line + "Content-Length\r\n\r\n", "HTTP/1.1 400 "},
        {"a length that is no number", post_line + "Content-Length: ten\r\n\r\n", "HTTP/1.1 400 "},
        {"a negative length", post_line + "Content-Length: -1\r\n\r\n", "HTTP/1.1 400 "},
        {"two lengths", post_line + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "HTTP/1.1 400 "},
        {"a length and chunks",
         post_line + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400 "},
        {"a chunk without a size", post_line + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 400 "},
        {"a head too large", post_line + "X: " + std::string(2000, 'x') + "\r\n\r\n", "HTTP/1.1 431 "},
        {"a body too large", post_line + "Content-Length: 1001\r\n\r\n" + std::string(1001, 'x'),
         "HTTP/1.1 413 "},
        {"a body announced far too large", post_line + "Content-Length: 18446744073709551615\r\n\r\n",
         "HTTP/1.1 413 "},
        {"a length beyond 64 bits", post_line + "Content-Length: 99999999999999999999999\r\n\r\n",
         "HTTP/1.1 400 "},
        {"no JSON", post("/update-info", "\xff\xfe"), "HTTP/1.1 400 "},
        {"JSON too deep", post("/update-info", std::string(900, '[')), "HTTP/1.1 400 "},
        {"two routers", post("/update-info", R"({"router":"::1","router":"::2"})"), "HTTP/1.1 400 "},
        {"a CRC that is none", post("/update-info", R"({"router":"::1","cupsCredCrc":4294967296})"),
         "HTTP/1.1 400 "},
    };
}

}  // namespace

TEST_CASE("serve answers or ends whatever it is sent, and goes on") {
    Server server{serve_limited({"--max-header", "1000", "--max-body", "1000"})};
    const PlainClient other{server.port()};  // has its own half of a request open all the while
    REQUIRE(other.send("POST /update-info HTTP/1.1\r\nContent-Len"));
    for (const Wrong& wrong : wrong_inputs()) {
        CAPTURE(wrong.what);
        const std::string answer = exchange_plainly(server.port(), wrong.bytes);
        if (std::string_view{wrong.answer}.empty()) {
            CHECK(answer == "");
        } else {
            CHECK_THAT(answer, Catch::StartsWith(wrong.answer) && Catch::Contains("\r\nConnection: "));
            CHECK_THAT(answer, !Catch::EndsWith("\r\n\r\n"));  // each says why
        }
        CHECK(answers(server));
    }
    REQUIRE(other.send("gth: " + std::to_string(kSettledRequest.size()) + "\r\n\r\n" + kSettledRequest));
    CHECK(other.read_head().starts_with("HTTP/1.1 200 "));
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve cuts slow clients after --timeout with 408, and the others go on meanwhile") {
    Server server{serve_limited({"--timeout", "0.3", "--max-connections", "300", "--threads", "2"})};
    std::vector<PlainClient> slow;
    while (slow.size() < 40) {
        slow.emplace_back(server.port());
        REQUIRE(slow.back().send(slow.size() % 2 == 0
                                     ? "POST /upda"
                                     : "POST /update-info HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"));
    }
    for (int i = 0; i < 20; ++i) CHECK(answers(server));
    for (const PlainClient& client : slow) {
        // A byte now and then earns no time.
        while (client.send(" ") && client.read(1).empty()) continue;
        CHECK_THAT(client.read_all(), Catch::StartsWith("TTP/1.1 408 ") && Catch::Contains("too long"));
    }
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve lets further connections wait while --max-connections are there") {
    Server server{serve_limited({"--max-connections", "1", "--idle-timeout", "0.3"})};
    const PlainClient silent{server.port()};
    CHECK(silent.send("POST"));
    const PlainClient waiting{server.port()};
    REQUIRE(waiting.send(post("/update-info", kSettledRequest)));
    CHECK(silent.read_all().starts_with("HTTP/1.1 408 "));
    CHECK(waiting.read_head().starts_with("HTTP/1.1 200 "));
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve gives a TLS handshake --handshake-timeout, and the others go on meanwhile") {
    const std::string root = vector_path("session-tls/cups-1");
    Server server{
        {"serve", "--root", root, "--identity", "cups-1", "--auth", "server", "--handshake-timeout", "0.3"}};
    const PlainClient slow{server.port()};
    REQUIRE(slow.send("\x16\x03\x01"));
    const auto answer =
        run_command({"curl", "--silent", "--noproxy", "*", "--cacert", root + "/cups.ca", "-d",
                     kSettledRequest, "https://localhost:" + server.port() + "/update-info", "--output",
                     "/dev/null", "--write-out", "%{http_code}"});
    CHECK(answer.out == "200");
    CHECK(slow.read_all().size() < 20);  // at most an alert
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.err, Catch::Contains("TLS handshake failed: timed out during the handshake"));
}

TEST_CASE("serve refuses limits that make no sense") {
    for (const char* option : {"--timeout", "--max-body", "--max-connections", "--drain-timeout"}) {
        CAPTURE(option);
        const auto refused = run_program(serve_limited({option, "0"}));
        CHECK(refused.exit == 2);
        CHECK_THAT(refused.err, Catch::Contains(option));
    }
}
