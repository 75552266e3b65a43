#include "base/base64.hpp"
#include "protocol/response.hpp"
#include "server/gateway_record.hpp"
#include "tests/server/support.hpp"
#include "tests/server/watched_store.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

constexpr const char* kWithKey = R"({"router":1,"package":"1.0.0","keys":[7,2228604451]})";

/// The recorded server's firmware 2.0.0 and its signature by sig-0, CRC 0x84D5CE23, as a record of its own.
Copy published(const std::string& object) {
    Copy copy{"session-plain"};
    if (object != "2.0.0.bin") copy.write("cups-1/" + object, copy.text("cups-1/2.0.0.bin"));
    copy.write("cups-1/cups-router-1.cfg", R"({"version":"2.0.0","fwUrl":")" + object +
                                               R"(","fwKeyChecksum":2228604451,"fwSignature":")" +
                                               to_base64(as_bytes(copy.text("cups-1/2.0.0.bin.sig-0"))) +
                                               "\"}");
    copy.remove("cups-1/2.0.0.bin.sig-0");
    return copy;
}

}  // namespace

TEST_CASE("A roll-out goes out with its signature to a gateway that has the key") {
    const Copy copy = published("0000000000000001-2.0.0");
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    const Answer answer = server(post(kWithKey));
    REQUIRE(answer.status == 200);
    const auto response = protocol::decode_response(answer.body).value().response;
    CHECK(response.update == recorded("session-plain/cups-1/2.0.0.bin"));
    REQUIRE(response.signature);
    CHECK(response.signature->key_crc == 0x84D5CE23);
    CHECK(response.signature->der == recorded("session-plain/cups-1/2.0.0.bin.sig-0"));
    CHECK(server(post(R"({"router":1,"package":"2.0.0"})")).body == Bytes(14, 0));
}

TEST_CASE("semtech-example sends firmware unsigned to a gateway without its key") {
    const Copy copy = published("2.0.0.bin");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.dialect = find_dialect("semtech-example").value();
    Running server{std::move(options)};
    const Answer answer = server(post(R"({"router":1,"cupsUri":null,"tcUri":null,"cupsCredCrc":0,
        "tcCredCrc":0,"package":"1.0.0","keys":[7]})"));
    CHECK(answer.status == 200);
    const auto response = protocol::decode_response(answer.body).value().response;
    CHECK_FALSE(response.signature);
    CHECK(response.update == recorded("session-plain/cups-1/2.0.0.bin"));
}

TEST_CASE("A roll-out answers 409 to a gateway without its key, and says so") {
    const Copy copy = published("2.0.0.bin");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    unsigned status = 409;
    SECTION("station") {}
    SECTION("azure") {
        options.dialect = find_dialect("azure").value();
        options.dialect.missing_member = 0;
        status = 500;
    }
    Running server{std::move(options)};
    CHECK(server(post(R"({"router":1,"package":"1.0.0","keys":[7]})")).status == status);
    CHECK(server(post(R"({"router":1,"package":"1.0.0"})")).status == status);
    CHECK(server.log.count(LogLevel::error, "firmware 2.0.0 is signed by the key 2228604451") == 2);
    CHECK(server.served.at(0).sent.empty());
}

TEST_CASE("What a gateway without the roll-out's key reports is saved, its keys too") {
    const Copy copy = published("2.0.0.bin");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.save_reported = true;
    Running server{std::move(options)};
    CHECK(server(post(R"({"router":1,"package":"1.0.7","keys":[7]})")).status == 409);
    const std::string saved = copy.text("cups-1/cups-router-0000000000000001.reported");
    CHECK_THAT(saved, Catch::Contains("\"package\": \"1.0.7\"") && Catch::Contains("7\n  ]"));
}

TEST_CASE("A roll-out whose signature does not verify goes to nobody") {
    const Copy copy = published("2.0.0.bin");
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    SECTION("another firmware") {
        copy.write("cups-1/2.0.0.bin", "firmware");
        CHECK(server(post(kWithKey)).status == 500);
        CHECK(server.log.count(
                  LogLevel::error,
                  "2.0.0.bin: the signature does not verify: its fwSignature is by another key") == 1);
    }
    SECTION("the key is not there") {
        copy.remove("cups-1/sig-0.key");
        CHECK(server(post(kWithKey)).status == 500);
        CHECK(server.log.count(LogLevel::error, "no sig-N.key has the CRC 2228604451") == 1);
    }
}

TEST_CASE("A roll-out is read once for its signature, and again only when it has changed") {
    const Copy copy = published("2.0.0.bin");
    auto store = std::make_unique<WatchedStore>(copy.path("cups-1"));
    WatchedStore& watched = *store;
    CupsOptions options = plain({}, copy.path("tc-0"));
    options.store = std::move(store);
    Running server{std::move(options)};
    CHECK(server(post(kWithKey)).status == 200);
    CHECK(watched.opened == 2);  // once for the signature, once for the gateway
    CHECK(server(post(kWithKey)).status == 200);
    CHECK(watched.opened == 3);
    copy.write("cups-1/2.0.0.bin", "firmware");
    CHECK(server(post(kWithKey)).status == 500);
    CHECK(server(post(kWithKey)).status == 500);
    CHECK(watched.opened == 4);
}

TEST_CASE("parse_record wants a roll-out whole") {
    CHECK_FALSE(parse_record(R"({"fwUrl":"a"})", "a.cfg").has_value());
    CHECK_FALSE(parse_record(R"({"fwKeyChecksum":1})", "a.cfg").has_value());
    CHECK_FALSE(parse_record(R"({"fwKeyChecksum":1,"fwSignature":"%"})", "a.cfg").has_value());
    CHECK_FALSE(parse_record(R"({"fwKeyChecksum":4294967296,"fwSignature":"AAAA"})", "a.cfg").has_value());
    CHECK_FALSE(
        parse_record(R"({"fwUrl":"../a","fwKeyChecksum":1,"fwSignature":"AAAA"})", "a.cfg").has_value());
    const auto parsed = parse_record(R"({"fwKeyChecksum":1,"fwSignature":"AQID"})", "a.cfg");
    REQUIRE(parsed.has_value());
    CHECK(parsed->record.roll_out->signature == Bytes{1, 2, 3});
    CHECK_FALSE(parsed->record.roll_out->object);
}
