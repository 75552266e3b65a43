#include "server/cups_server.hpp"

#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using protocol::Segment;

namespace {

const char* const kStranger = R"({"router":"::2"})";
const char* const kAcquaintance = R"({"router":"::1"})";

}  // namespace

TEST_CASE("CupsServer answers a Station's recorded bytes with the recorded bodies over HTTP") {
    const int n = GENERATE(1, 2, 3);
    Running server{recorded_options("session-plain", n)};
    const Answer answer = server(to_text(recorded("session-plain/req-" + std::to_string(n) + ".http")));
    CHECK(answer.status == 200);
    CHECK_THAT(answer.head, Catch::Contains("Content-Type: application/octet-stream\r\n"));
    CHECK(answer.body == recorded("session-plain/resp-" + std::to_string(n) + ".bin"));
    CHECK(server.server->url() == "http://localhost:" + std::to_string(server.server->port()));
}

TEST_CASE("CupsServer answers over mutual TLS with the recorded bodies") {
    const int n = GENERATE(1, 2);
    const std::string name = n == 1 ? "cups-0" : "cups-1";
    Running server{mutual(name)};
    const auto station = client("session-tls/" + name + "/cups.ca", "session-tls/" + name + "/cups-router-1");
    const Answer answer =
        server(to_text(recorded("session-tls/req-" + std::to_string(n) + ".http")), station);
    CHECK(answer.body == recorded("session-tls/resp-" + std::to_string(n) + ".bin"));
    CHECK(server.server->url() == "https://localhost:" + std::to_string(server.server->port()));
    REQUIRE(server.served.size() == 1);
    CHECK(server.served[0].exchange.tls.peer_common_name == "cups-router-1");
}

TEST_CASE("CupsServer reports each exchange with what it decided") {
    Running server{recorded_options("session-plain", 2)};
    const std::string bytes = to_text(recorded("session-plain/req-2.http"));
    const Answer answer = server(bytes);
    REQUIRE(server.served.size() == 1);
    const Served& served = server.served[0];
    CHECK(served.exchange.request_head + to_text(served.exchange.request_body) == bytes);
    CHECK(served.request == recorded_request("session-plain/req-2.http"));
    CHECK(served.status == 200);
    CHECK(served.sent == std::vector{Segment::tc_uri, Segment::tc_cred, Segment::signature, Segment::update});
    CHECK_THAT(served.decision, Catch::Contains("tcUri, tcCred 1031 bytes CRC 0x") &&
                                    Catch::EndsWith("signature by key 0x84D5CE23, firmware 2.0.0 137 bytes"));
    CHECK(served.exchange.update_omitted == 137);
    CHECK(served.exchange.response_body == Bytes(answer.body.begin(), answer.body.end() - 137));
    CHECK_THAT(served.exchange.response_head,
               Catch::StartsWith("HTTP/1.1 200 OK\r\n") && Catch::EndsWith("Content-Length: 1277\r\n\r\n"));
    CHECK(server.log.count(LogLevel::info, "::1: 200 tcUri") == 1);
}

TEST_CASE("CupsServer turns away what is not an update-info request") {
    Running server{recorded_options("session-plain", 2)};
    SECTION("another path") {
        CHECK(server("POST /router-info HTTP/1.1\r\nContent-Length: 0\r\n\r\n").status == 404);
        CHECK(server("GET / HTTP/1.1\r\n\r\n").status == 404);
    }
    SECTION("another method") {
        const Answer answer = server("GET /update-info HTTP/1.1\r\n\r\n");
        CHECK(answer.status == 405);
        CHECK_THAT(answer.head, Catch::Contains("\r\nAllow: POST\r\n"));
    }
    SECTION("an unknown router") {
        const Answer answer = server(post(kStranger));
        CHECK(answer.status == 404);
        CHECK_THAT(to_text(answer.body), Catch::Contains("::2") && Catch::Contains("unknown router"));
    }
    SECTION("no JSON") { CHECK(server(post("router=1")).status == 400); }
    SECTION("no router") {
        const Answer answer = server(post("{}"));
        CHECK(answer.status == 400);
        CHECK_THAT(to_text(answer.body), Catch::StartsWith("/router: "));
    }
    SECTION("a wrong type deep inside") {
        const Answer answer = server(post(R"({"router":1,"keys":[1,"2"]})"));
        CHECK(answer.status == 400);
        CHECK_THAT(to_text(answer.body), Catch::StartsWith("/keys/1: "));
        CHECK_THAT(answer.head, Catch::Contains("Content-Type: text/plain"));
    }
}

TEST_CASE("CupsServer refuses a body beyond its limit with 413") {
    CupsOptions options = recorded_options("session-plain", 2);
    options.http.body = 20;
    Running server{std::move(options)};
    CHECK(server(post(kAcquaintance)).status == 200);
    CHECK(server(post(R"({"router":"::1"     })")).status == 413);
}

TEST_CASE("CupsServer answers a sparse request as if everything else were unknown") {
    Running server{recorded_options("session-plain", 2)};
    const Answer answer = server(post(R"({"router":1})"));
    CHECK(answer.status == 200);
    CHECK(server.served.at(0).sent == std::vector{Segment::cups_uri, Segment::tc_uri, Segment::cups_cred,
                                                  Segment::tc_cred, Segment::update});
}

TEST_CASE("CupsServer answers 500 for broken files, and names them in its log") {
    const Copy copy{"session-plain"};
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    CHECK(server(post(kAcquaintance)).status == 200);
    copy.remove("cups-1/2.0.0.bin");
    CHECK(server(post(kAcquaintance)).status == 500);
    CHECK(server.log.count(LogLevel::error, "cups-1/2.0.0.bin") == 1);
    CHECK(server.served.at(1).sent.empty());
}

TEST_CASE("CupsServer answers 500 rather than a signature Station drops the answer for") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/2.0.0.bin.sig-0", "abc");
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    CHECK(server(post(R"({"router":"::1","keys":[2228604451]})")).status == 500);
}

TEST_CASE("CupsServer reads its files anew for every request") {
    const Copy copy{"session-plain"};
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    const std::string settled = to_text(recorded("session-plain/req-3.http"));
    CHECK(server(settled).body.size() == 14);
    copy.write("cups-1/cups-router-1.cfg", R"({"cupsUri": "http://localhost:9"})");
    CHECK(server(settled).body.size() == 14 + 18);
}

TEST_CASE("CupsServer warns when firmware goes out unsigned to a gateway with keys") {
    Running server{recorded_options("session-plain", 2)};
    CHECK(server(post(R"({"router":"::1","keys":[7]})")).status == 200);
    CHECK(server.log.count(LogLevel::warning, "2.0.0.bin: no signature") == 1);
    CHECK(server.served.at(0).warnings.size() == 1);
}

TEST_CASE("CupsServer lets a filter change an answer before it is sent and reported") {
    CupsOptions options = recorded_options("session-plain", 2);
    options.answer_filter = [](const protocol::UpdateInfo& request, net::HttpAnswer& answer) {
        if (request.router.value != 1) return;
        answer.status = 503;
        answer.body.clear();
        answer.rest.reset();
    };
    Running server{std::move(options)};
    const Answer answer = server(post(kAcquaintance));
    CHECK(answer.status == 503);
    CHECK(answer.body.empty());
    CHECK(server.served.at(0).status == 503);
    CHECK(server(post(kStranger)).status == 404);
}

TEST_CASE("CupsServer serves several requests on one connection and streams large firmware") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/2.0.0.bin", std::string(300'000, 'f'));
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    const Answer answer = server(post(R"({"router":"::1"})"));
    REQUIRE(answer.status == 200);
    CHECK(Bytes(answer.body.end() - 300'000, answer.body.end()) == Bytes(300'000, 'f'));
}
