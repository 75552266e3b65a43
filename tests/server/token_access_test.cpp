#include "server/cups_server.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const char* const kOfOne = R"({"router":"::1"})";
const char* const kOfTwo = R"({"router":"::2"})";

}  // namespace

TEST_CASE("Token mode wants one of the gateway's tokens, with or without Bearer") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.key", "Authorization: Bearer secret\r\n");
    copy.write("cups-1/cups-router-1.token", "old\n");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.auth = AuthMode::token;
    Running server{std::move(options)};
    CHECK(server(post(kOfOne, "Authorization: Bearer secret\r\n")).status == 200);
    CHECK(server(post(kOfOne, "authorization: bearer secret\r\n")).status == 200);
    CHECK(server(post(kOfOne, "Authorization: secret\r\n")).status == 200);
    CHECK(server(post(kOfOne, "Authorization: Bearer old\r\n")).status == 200);
    const Answer refused = server(post(kOfOne));
    CHECK(refused.status == 401);
    CHECK_THAT(refused.head, Catch::Contains("WWW-Authenticate: Bearer\r\n"));
    CHECK(server(post(kOfOne, "Authorization: Secret\r\n")).status == 401);
    CHECK(server(post(kOfOne, "Authorization: Bearer \r\n")).status == 401);
    CHECK(server(post(kOfOne, "Authorization:\r\n")).status == 401);
    CHECK(server(post(kOfTwo, "Authorization: secret\r\n")).status == 404);
}

TEST_CASE("Token mode reads a list of tokens as people write it, and says what it misses") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.token",
               "# of gateway 1\n\tone \r\nAuthorization: Bearer two\nauthorization:three\n");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.auth = AuthMode::token;
    Running server{std::move(options)};
    for (const char* token : {"one", "two", "three"}) {
        CAPTURE(token);
        CHECK(server(post(kOfOne, std::string{"Authorization: "} + token + "\r\n")).status == 200);
    }
    for (const char* token : {"# of gateway 1", "of gateway 1", "Authorization: Bearer two"}) {
        CAPTURE(token);
        CHECK(server(post(kOfOne, std::string{"Authorization: "} + token + "\r\n")).status == 401);
    }
    CHECK(server.served.back().decision == "the Authorization header is not this router's");
    CHECK(server(post(kOfOne)).status == 401);
    CHECK(server.served.back().decision == "there is no Authorization header");
    copy.write("cups-1/cups-router-1.token", "# none\n");
    CHECK(server(post(kOfOne, "Authorization: one\r\n")).status == 401);
    CHECK(server.served.back().decision.ends_with("in cups-router-0000000000000001.token nor as its .key"));
}

TEST_CASE("Token mode takes no token from a trailer, nor one of two") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.token", "one\n");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.auth = AuthMode::token;
    Running server{std::move(options)};
    const std::string own = "Authorization: one\r\n";
    const std::string chunked = "POST /update-info HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n";
    const std::string body = "\r\n10\r\n" + std::string{kOfOne} + "\r\n0\r\n";
    CHECK(server(chunked + own + body + "\r\n").status == 200);
    CHECK(server(chunked + body + own + "\r\n").status == 401);
    CHECK(server(post(kOfOne, own + own)).status == 200);
    const Answer refused = server(post(kOfOne, own + "authorization: two\r\n"));
    CHECK(refused.status == 400);
    CHECK(to_text(refused.body) == "two Authorization headers that differ\n");
}
