#include "protocol/crc32.hpp"
#include "protocol/response.hpp"
#include "tests/server/client_authority.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

TEST_CASE("register_unknown gives a new gateway an empty record, and keeps to it") {
    const Copy copy{"session-plain"};
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.register_unknown = true;
    Running server{std::move(options)};
    const std::string fresh = post(R"({"router":"58a0:cbff:fe80:19"})");
    CHECK(server(fresh).body == Bytes(14, 0));
    CHECK(copy.text("cups-1/cups-router-58a0cbfffe800019.cfg") == "{}\n");
    copy.write("cups-1/cups-router-58a0cbfffe800019.cfg", R"({"tcUri":"ws://localhost:9"})");
    CHECK(server(fresh).body.size() > 14);
    CHECK(server.log.count(LogLevel::info, "58a0:cbff:fe80:19: registered") == 1);
}

TEST_CASE("register_unknown registers nobody under somebody else's certificate") {
    const Copy copy{"session-tls"};
    const ClientAuthority authority;
    copy.write("cups-1/cups-1.trust", authority.trust());
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.identity = "cups-1";
    options.register_unknown = true;
    Running server{std::move(options)};
    const std::string own = post(R"({"router":161})");
    CHECK(server(own, authority.client("00000000000000a2")).status == 404);
    CHECK_FALSE(std::filesystem::exists(copy.path("cups-1/cups-router-00000000000000a1.cfg")));
    CHECK(server(own, authority.client("00000000000000a1")).status == 200);
    CHECK(std::filesystem::exists(copy.path("cups-1/cups-router-00000000000000a1.cfg")));
}

TEST_CASE("one_shot spends nothing on an answer in whose place a fault puts a status") {
    const Copy copy{"session-plain"};
    FaultPlayer player{parse_faults("* 1 status 503\n", "f").value()};
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.one_shot = true;
    options.faults = &player;
    Running server{std::move(options)};
    const std::string fresh = post(R"({"router":1,"package":"2.0.0"})");
    CHECK(server(fresh).status == 503);
    CHECK(server(fresh).status == 200);
    CHECK(server(fresh).status == 403);
}

TEST_CASE("one_shot serves credentials that are the same for both servers") {
    const Copy copy{"session-plain"};
    for (const char* name : {"cups-1/cups-router-1", "tc-0/tc-router-1"}) {
        copy.remove(std::string{name} + ".crt");
        copy.write(std::string{name} + ".key", "Authorization: one for both");
    }
    copy.write("tc-0/tc.ca", copy.text("cups-1/cups.ca"));
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.one_shot = true;
    Running server{std::move(options)};
    const std::string fresh = post(R"({"router":1,"package":"2.0.0"})");
    const Answer first = server(fresh);
    REQUIRE(first.status == 200);
    const auto sent = protocol::decode_response(first.body).value().response;
    CHECK_FALSE(sent.cups_cred.empty());
    CHECK(sent.cups_cred == sent.tc_cred);
    CHECK(server(fresh).status == 403);
}

TEST_CASE("one_shot serves each set of credentials once") {
    const Copy copy{"session-plain"};
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.one_shot = true;
    Running server{std::move(options)};
    const std::string fresh = R"({"router":1,"package":"2.0.0"})";
    const Answer first = server(post(fresh));
    REQUIRE(first.status == 200);
    const auto sent = protocol::decode_response(first.body).value().response;
    const Answer again = server(post(fresh));
    CHECK(again.status == 403);
    CHECK(to_text(again.body) == "the LNS credentials were served before\n");

    const std::string cups_crc = std::to_string(protocol::crc32(sent.cups_cred));
    const std::string tc_crc = std::to_string(protocol::crc32(sent.tc_cred));
    SECTION("a gateway that has them goes on") {
        CHECK(server(post(R"({"router":1,"package":"2.0.0","cupsCredCrc":)" + cups_crc + R"(,"tcCredCrc":)" +
                          tc_crc + "}"))
                  .status == 200);
    }
    SECTION("new ones are served, and none is spent by an answer that was refused") {
        copy.write("tc-0/tc-router-1.key", "Authorization: new");
        CHECK(server(post(fresh)).status == 403);
        CHECK(server.served.back().decision == "the CUPS credentials were served before");
        CHECK(server(post(R"({"router":1,"package":"2.0.0","cupsCredCrc":)" + cups_crc + "}")).status == 200);
    }
}
