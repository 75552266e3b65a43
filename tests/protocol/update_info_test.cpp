#include "protocol/update_info.hpp"

#include "json/errc.hpp"
#include "protocol/crc32.hpp"
#include "tests/protocol/vectors.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

UpdateInfo of_gateway(std::uint64_t eui) {
    UpdateInfo request;
    request.router = {eui};
    return request;
}

UpdateInfo parsed(std::string_view text) { return parse_update_info(as_bytes(text)).value(); }

std::string refused(std::string_view text) {
    const auto result = parse_update_info(as_bytes(text));
    REQUIRE_FALSE(result);
    return describe(result.error());
}

}  // namespace

TEST_CASE("A recorded request reads and prints back byte for byte") {
    const std::string session = GENERATE(from_range(kSessions));
    const std::string number = GENERATE(as<std::string>{}, "1", "2", "3");
    const Bytes body = request_body(session + "/req-" + number + ".http");
    const auto request = parse_update_info(body).value();
    CHECK(encode_update_info(request) == as_text(body));
    CHECK(request.router.value == 1);
    CHECK(request.model == "linux");
}

TEST_CASE("A recorded request reports the CRCs of the home it was sent from") {
    const std::string session = GENERATE(from_range(kSessions));
    const int home_number = GENERATE(0, 1, 2);
    const std::string home = session + "/home-" + std::to_string(home_number);
    const auto request =
        parse_update_info(request_body(session + "/req-" + std::to_string(home_number + 1) + ".http"))
            .value();
    CHECK(request.cups_cred_crc == crc(home_set(home, "cups")));
    CHECK(request.tc_cred_crc == crc(home_set(home, "tc")));
    CHECK(request.keys == std::vector{crc32(vector_file(home + "/sig-0.key"))});
}

TEST_CASE("The first recorded request reads field by field") {
    const auto request = parse_update_info(request_body("session-plain/req-1.http")).value();
    CHECK(request.cups_uri == "http://localhost:6040");
    CHECK_FALSE(request.tc_uri);
    CHECK(request.cups_cred_crc == 248556374U);
    CHECK(request.tc_cred_crc == 2077607535U);
    CHECK(request.station == "2.0.6(linux/testsim) 2026-11-21 00:04:37");
    CHECK(request.package == "1.0.0");
    CHECK(request.keys == std::vector<std::uint32_t>{2228604451U});
}

TEST_CASE("A request may be sparse, in any order and with members nobody knows") {
    CHECK(parsed(R"({"router": "::1"})") == of_gateway(1));
    const auto nulls =
        parsed(R"({"keys": null, "cupsUri": null, "tcUri": null, "cupsCredCrc": null, "tcCredCrc": null,
                                  "station": null, "model": null, "package": null, "router": "::1"})");
    CHECK(nulls == of_gateway(1));
    const auto other = parsed(R"({"future": {"keys": [true]}, "tcUri": "", "router": "::2", "keys": []})");
    CHECK(other.router.value == 2);
    CHECK(other.tc_uri == "");
}

TEST_CASE("The router may be any form of EUI or an integer") {
    CHECK(parsed(R"({"router": "b8-27-eb-ff-fe-12-34-56"})").router.value == 0xB827EBFFFE123456);
    CHECK(parsed(R"({"router": 1})").router.value == 1);
    CHECK(parsed(R"({"router": 18446744073709551615})").router.value == 0xFFFFFFFFFFFFFFFF);
}

TEST_CASE("A router that names no gateway is refused at its place") {
    CHECK(refused("{}") == "/router: missing key: the gateway's EUI-64 is required");
    CHECK(refused(R"({"router": ""})") == "/router: not an EUI-64: \"\"");
    CHECK(refused(R"({"router": "::0"})") == "/router: the zero EUI-64 names no gateway");
    CHECK(refused(R"({"router": 0})") == "/router: the zero EUI-64 names no gateway");
    CHECK(refused(R"({"router": -1})") == "/router: out of range: -1 is negative");
    for (const char* text :
         {R"({"router": null})", R"({"router": 1.0})", R"({"router": 18446744073709551616})",
          R"({"router": ["::1"]})", R"({"router": true})"})
        CHECK(refused(text) == "/router: wrong type: expected an EUI-64: a string or an integer");
}

TEST_CASE("A wrong member is refused at its place") {
    const auto [text, where] = GENERATE(table<std::string, std::string>({
        {R"({"router":"::1","cupsUri":1})", "/cupsUri"},
        {R"({"router":"::1","tcUri":[]})", "/tcUri"},
        {R"({"router":"::1","cupsCredCrc":"7"})", "/cupsCredCrc"},
        {R"({"router":"::1","cupsCredCrc":7.0})", "/cupsCredCrc"},
        {R"({"router":"::1","tcCredCrc":-1})", "/tcCredCrc"},
        {R"({"router":"::1","tcCredCrc":4294967296})", "/tcCredCrc"},
        {R"({"router":"::1","station":false})", "/station"},
        {R"({"router":"::1","model":{}})", "/model"},
        {R"({"router":"::1","package":1.5})", "/package"},
        {R"({"router":"::1","keys":7})", "/keys"},
        {R"({"router":"::1","keys":[7,null]})", "/keys/1"},
        {R"({"router":"::1","keys":[7,8,4294967296]})", "/keys/2"},
        {R"({"router":"::1","router":"::1"})", "/router"},
    }));
    INFO(text);
    CHECK(parse_update_info(as_bytes(text)).error().where == where);
}

TEST_CASE("A body that is no object says so") {
    for (const char* text : {"[]", "7", "null", R"("::1")"})
        CHECK(refused(text) == "wrong type: the body must be one JSON object");
    CHECK(parse_update_info({}).error().code == json::Errc::syntax);
    CHECK(parse_update_info(as_bytes(R"({"router":"::1"} x)")).error().code == json::Errc::syntax);
}

TEST_CASE("Every proper prefix of a recorded request is refused as no JSON") {
    const Bytes body = request_body("session-tls/req-3.http");
    for (std::size_t n = 0; n < body.size(); ++n)
        CHECK(parse_update_info(ByteView{body}.first(n)).error().code == json::Errc::syntax);
}

TEST_CASE("station_quoted escapes as Station does") {
    CHECK(station_quoted("a/b") == R"("a/b")");
    CHECK(station_quoted("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
    CHECK(station_quoted(std::string("\0\x01\x1F\x7F", 4)) == "\"\\u0000\\u0001\\u001F\x7F\"");
    CHECK(station_quoted("\xC3\xA4\xFF") == "\"\xC3\xA4\xFF\"");
}

TEST_CASE("An absent CRC, station or model is left out, an absent URI or package is null") {
    CHECK(encode_update_info(of_gateway(1)) ==
          R"({"router":"::1","cupsUri":null,"tcUri":null,"package":null,"keys":[]})");
    UpdateInfo request = of_gateway(2);
    request.package = "a\nb";
    request.keys = {1, 4294967295};
    CHECK(encode_update_info(request) ==
          R"({"router":"::2","cupsUri":null,"tcUri":null,"package":"a\nb","keys":[1,4294967295]})");
    CHECK(parsed(encode_update_info(request)) == request);
}
