#include "server/gateway_record.hpp"

#include "json/errc.hpp"
#include "server/errc.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;

TEST_CASE("parse_record reads the four members of the Semtech layout") {
    const auto parsed = parse_record(
        R"({"cupsUri": "https://localhost:6041", "cupsId": "cups-1", "tcUri": "wss://localhost:6038", "version": "2.0.0"})",
        "a.cfg");
    REQUIRE(parsed.has_value());
    CHECK(parsed->record.cups_uri == "https://localhost:6041");
    CHECK(parsed->record.cups_id == "cups-1");
    CHECK(parsed->record.tc_uri == "wss://localhost:6038");
    CHECK(parsed->record.version == "2.0.0");
    CHECK(parsed->warnings.empty());
}

TEST_CASE("parse_record takes absent, null and empty members alike") {
    const auto parsed = parse_record(R"({"cupsUri": null, "tcUri": "" /* later */})", "a.cfg");
    REQUIRE(parsed.has_value());
    CHECK_FALSE(parsed->record.cups_uri);
    CHECK_FALSE(parsed->record.cups_id);
    CHECK_FALSE(parsed->record.tc_uri);
    CHECK_FALSE(parsed->record.version);
}

TEST_CASE("parse_record warns about a member nobody reads and proposes the nearest") {
    const auto parsed = parse_record(R"({"tcURI": "wss://localhost:6038"})", "a.cfg");
    REQUIRE(parsed.has_value());
    REQUIRE(parsed->warnings.size() == 1);
    CHECK_THAT(parsed->warnings.front(), Catch::Contains("a.cfg:1:") && Catch::Contains("/tcURI") &&
                                             Catch::Contains("did you mean \"tcUri\""));
}

TEST_CASE("parse_record warns about a URI that a gateway stores and cannot use") {
    const auto text =
        GENERATE(R"({"cupsUri": "https://localhost"})", R"({"cupsUri": "https://localhost:1/"})",
                 R"({"tcUri": "https://localhost:1"})");
    const auto parsed = parse_record(text, "a.cfg");
    REQUIRE(parsed.has_value());
    CHECK(parsed->warnings.size() == 1);
}

TEST_CASE("parse_record names the place of what it refuses") {
    SECTION("no JSON") {
        const auto parsed = parse_record("{\n  oops", "a.cfg");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == json::Errc::syntax);
        CHECK_THAT(parsed.error().where, Catch::StartsWith("a.cfg:2:"));
    }
    SECTION("a wrong type") {
        const auto parsed = parse_record(R"({"version": 2})", "a.cfg");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == json::Errc::wrong_type);
        CHECK(parsed.error().where == "a.cfg:1:13: /version");
    }
    SECTION("an array") { CHECK_FALSE(parse_record("[]", "a.cfg").has_value()); }
    SECTION("a name that leaves its directory") {
        const auto text =
            GENERATE(R"({"cupsId": "../cups-1"})", R"({"cupsId": ".."})", R"({"cupsId": "."})",
                     R"({"version": "/etc/passwd"})", R"({"version": "a\u0000b"})", R"({"version": "a\\b"})");
        const auto parsed = parse_record(text, "a.cfg");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == Errc::bad_name);
    }
}
