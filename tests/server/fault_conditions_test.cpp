#include "server/fault_player.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

/// A server with faults over plain HTTP; ::1 is the gateway it knows.
struct Conditioned {
    explicit Conditioned(const std::string& lines)
        : player{parse_faults(lines, "f").value()}, server{options_with(&player)} {}

    static CupsOptions options_with(FaultPlayer* player) {
        CupsOptions options = recorded_options("session-plain", 2);
        options.faults = player;
        return options;
    }

    unsigned status(const std::string& bytes) { return server(bytes).status; }

    FaultPlayer player;
    Running server;
};

const std::string kSound = R"({"router":"::1","cupsUri":"http://a:1","package":"1"})";

std::string request_line(const std::string& line) {
    return line + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
}

}  // namespace

TEST_CASE("A condition holds for the requests that are like it, and for no others") {
    struct Kind {
        std::string condition;
        std::string request;
        unsigned otherwise;
    };
    std::string keys = "1";
    for (int i = 0; i < 64; ++i) keys += ",1";
    const std::vector<Kind> kinds{
        {"get", request_line("GET /update-info"), 405},
        {"other-path", request_line("POST /else"), 404},
        {"empty-body", post(""), 400},
        {"no-json", post("words"), 400},
        {"cut-json", post(R"({"router":)"), 400},
        {"no-router", post("{}"), 400},
        {"wrong-types", post(R"({"router":"::1","cupsUri":1})"), 400},
        {"long-router", post(R"({"router":"../passwd"})"), 400},
        {"unknown-members", post(R"({"router":"::1","cupsUri":"a","package":"1","x":1})"), 200},
        {"null-package", post(R"({"router":"::1","cupsUri":"a","package":null})"), 200},
        {"null-uri", post(R"({"router":"::1","package":"1"})"), 200},
        {"many-keys", post(R"({"router":"::1","cupsUri":"a","package":"1","keys":[)" + keys + "]}"), 200},
        {"unknown-router", post(R"({"router":"::77","cupsUri":"a","package":"1"})"), 404},
        {"large-body",
         post(R"({"router":"::1","cupsUri":"a","package":"1","x":")" + std::string(70'000, 'x') + "\"}"),
         413},
    };
    const std::size_t which = GENERATE(range(0, 14));
    const Kind& kind = kinds.at(which);
    CAPTURE(kind.condition);
    Conditioned faulty{"* * status 418 when " + kind.condition + '\n'};
    for (const Kind& other : kinds) {
        CAPTURE(other.condition);
        CHECK(faulty.status(other.request) == (&other == &kind ? 418 : other.otherwise));
    }
    CHECK(faulty.status(post(kSound)) == 200);
}

TEST_CASE("A condition can be the decided status, and a refused request be answered with 200") {
    Conditioned faulty{"* * status 200 when 404\n"};
    CHECK(faulty.status(request_line("GET /update-info")) == 405);
    const Answer answer = faulty.server(request_line("POST /else"));
    CHECK(answer.status == 200);
    CHECK(answer.body == Bytes(14, 0));
}

TEST_CASE("What has a condition counts the requests that are like it") {
    Conditioned faulty{"* 2 status 418 when get\n"};
    CHECK(faulty.status(request_line("GET /a")) == 404);
    CHECK(faulty.status(request_line("POST /a")) == 404);
    CHECK(faulty.status(request_line("GET /a")) == 418);
    CHECK(faulty.status(request_line("GET /a")) == 404);
    CHECK(faulty.server.log.count(LogLevel::info, R"(fault "status 418 when get" at request 2 (f:1))") == 1);
}

TEST_CASE("A condition can hold for what comes after") {
    Conditioned faulty{"* * close-at 0 when after-get\n"};
    CHECK(faulty.status(post(kSound)) == 200);
    CHECK(faulty.status(request_line("GET /update-info")) == 405);
    CHECK(faulty.status(post(kSound)) == 0);
    CHECK(faulty.status(request_line("GET /update-info")) == 0);
}

TEST_CASE("The fifth request with the same body is one in a row") {
    Conditioned faulty{"* * status 503 when in-a-row\n"};
    for (int i = 0; i < 4; ++i) CHECK(faulty.status(post(kSound)) == 200);
    CHECK(faulty.status(post(kSound)) == 503);
    CHECK(faulty.status(post(kSound)) == 503);
    CHECK(faulty.status(post(R"({"router":"::1"})")) == 200);
    CHECK(faulty.status(post(kSound)) == 200);
}

TEST_CASE("An answer that changes nothing, and one with firmware, are conditions") {
    Conditioned faulty{"* * status 503 when firmware\n* * status 500 when nothing-new\n"};
    CHECK(faulty.status(post(kSound)) == 503);
    Conditioned other{"* * status 500 when nothing-new\n"};
    CHECK(other.status(post(kSound)) == 200);
}

TEST_CASE("Faults of an answer change its head and what it says to the refused") {
    Conditioned faulty{
        "* * header Content-Encoding:gzip%20x\n* * error-body 9000 when get\n* * echo-request when "
        "other-path\n"};
    CHECK_THAT(faulty.server(post(kSound)).head, Catch::Contains("\r\nContent-Encoding: gzip x\r\n"));
    CHECK(faulty.server(request_line("GET /update-info")).body.size() == 9000);
    CHECK_THAT(to_text(faulty.server(request_line("PUT /else")).body),
               Catch::StartsWith("PUT /else HTTP/1.1"));
}

TEST_CASE("A refusal that was made before the request was read whole is dropped where that is wanted") {
    Conditioned faulty{"* * close-at 0 when large-body\n"};
    CHECK(faulty.status(post(std::string(70'000, 'x'))) == 0);
    CHECK(faulty.status(post(kSound)) == 200);
}
