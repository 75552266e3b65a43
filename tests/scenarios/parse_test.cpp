#include "scenarios/scenario.hpp"
#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

namespace cupspec::scenarios::testing {
namespace {

using Catch::Contains;
using Catch::StartsWith;

TEST_CASE("A scenario's unknown key is reported where it stands, with the nearest known one") {
    const std::string error = reading_error("{\n  \"title\": \"t\",\n  \"stepps\": []\n}");
    CHECK_THAT(error, StartsWith("test.json:3:3: /stepps: unknown key: "));
    CHECK_THAT(error, Contains("did you mean \"steps\"?"));
}

TEST_CASE("A scenario's wrong type is reported with its pointer") {
    CHECK_THAT(reading_error(R"({"title": 7, "steps": []})"),
               StartsWith("test.json:1:11: /title: wrong type: expected a string"));
    CHECK_THAT(reading_error(plain(R"({"poll": {"expect": {"status": "200"}}})")),
               Contains("/steps/0/poll/expect/status: wrong type: expected an integer"));
    CHECK_THAT(reading_error(plain(R"({"poll": []})")),
               Contains("/steps/0/poll: wrong type: expected an object"));
}

TEST_CASE("A scenario without title or steps is refused") {
    CHECK_THAT(reading_error(R"({"steps": []})"), Contains("/title: missing key"));
    CHECK_THAT(reading_error(R"({"title": "t"})"), Contains("/steps: missing key"));
}

TEST_CASE("A gateway's unknown personality is reported where it stands, with the nearest known one") {
    const auto error = [](const std::string& as) {
        return reading_error(
            "{\"title\": \"t\", \"steps\": [],\n \"gateways\": {\"g\": {\"router\": \"::1\", \"as\": " + as +
            "}}}");
    };
    CHECK(error("\"strict\"").empty());
    CHECK_THAT(error("\"strickt\""), StartsWith("test.json:2:44: /gateways/g/as: unknown name: "));
    CHECK_THAT(error("\"strickt\""), Contains("did you mean \"strict\"?"));
    CHECK_THAT(error("7"), Contains("/gateways/g/as: wrong type"));
}

TEST_CASE("A server's unknown dialect is reported where it stands, with the nearest known one") {
    const auto error = [](const std::string& dialect) {
        return reading_error(
            "{\"title\": \"t\", \"steps\": [],\n \"servers\": {\"s\": {\"kind\": \"cups\", \"auth\": "
            "\"none\", "
            "\"dialect\": " +
            dialect + "}}}");
    };
    CHECK(error("\"azure\"").empty());
    CHECK_THAT(error("\"azur\""), StartsWith("test.json:2:"));
    CHECK_THAT(error("\"azur\""), Contains("did you mean \"azure\"?"));
}

TEST_CASE("A server's issuer is an authority of the PKI that issues for longer than it renews before") {
    const auto error = [](const std::string& issuer) {
        return reading_error(R"({"title": "t", "steps": [], "pki": {"authorities": {"ca/gateways": {}}},)"
                             R"( "servers": {"s": {"kind": "cups", "auth": "none", "issuer": )" +
                             issuer + "}}}");
    };
    CHECK(error(R"("ca/gateways")").empty());
    CHECK(error(R"({"authority": "ca/gateways", "minValidDays": 1, "validDays": 2})").empty());
    CHECK_THAT(error(R"("ca/gateway")"), Contains("did you mean \"ca/gateways\"?"));
    CHECK_THAT(error(R"({"validDays": 40})"), Contains("/servers/s/issuer/authority: missing key"));
    CHECK_THAT(error(R"({"authority": "ca/gateways", "validDays": 30})"),
               Contains("/servers/s/issuer: bad value: validDays, 30, must be more than minValidDays, 30"));
    CHECK_THAT(error("7"), Contains("/servers/s/issuer: wrong type"));
}

TEST_CASE("A step's unknown kind is answered with the nearest known one") {
    CHECK_THAT(reading_error(plain(R"({"pol": {}})")),
               Contains("/steps/0/pol: unknown key: \"pol\"; did you mean \"poll\"?"));
    CHECK_THAT(reading_error(plain(R"({"poll": {}, "connect-lns": {}})")), Contains("/steps/0: bad value"));
}

TEST_CASE("A dangling server is reported wherever it is named") {
    CHECK_THAT(
        reading_error(plain(R"({"poll": {"expect": {"server": "cups-1"}}})")),
        Contains(
            "/steps/0/poll/expect/server: unknown name: \"cups-1\" is no server; did you mean \"cups-0\"?"));
    CHECK_THAT(reading_error(plain(R"({"poll": {"expect": {"cupsUri": "{cups-9}"}}})")),
               Contains("/steps/0/poll/expect/cupsUri: unknown name: {cups-9} is no server"));
    CHECK_THAT(reading_error(R"({"title": "t", "steps": [],
                   "servers": {"a": {"kind": "cups", "auth": "none", "gateways": {"::1": {"cupsUri": "{b}"}}}}})"),
               Contains("/servers/a/gateways/::1/cupsUri: unknown name"));
    CHECK_THAT(
        reading_error(
            R"({"title": "t", "steps": [], "gateways": {"g": {"router": "::1", "tc": {"uri": "{x}"}}}})"),
        Contains("/gateways/g/tc/uri: unknown name"));
}

TEST_CASE("A dangling credential set, signing key, authority or gateway is reported with the nearest name") {
    const std::string head =
        R"({"title": "t", "pki": "bootstrap", "servers": {"cups-0": {"kind": "cups"}}, )";
    CHECK_THAT(
        reading_error(
            head + R"("gateways": {"g": {"router": "::1", "cups": {"credentials": "cups-0/cups-router-2"}}},
                                       "steps": []})"),
        Contains("/gateways/g/cups/credentials: unknown name") &&
            Contains("did you mean \"cups-0/cups-router-1\"?"));
    CHECK_THAT(
        reading_error(
            head + R"("gateways": {"g": {"router": "::1", "signingKeys": ["cups-1/sig-1"]}}, "steps": []})"),
        Contains("/gateways/g/signingKeys/0: unknown name") && Contains("did you mean \"cups-1/sig-0\"?"));
    CHECK_THAT(
        reading_error(
            head + R"("gateways": {"g": {"router": "::1", "cups": {"trust": "cups-2/cups"}}}, "steps": []})"),
        Contains("/gateways/g/cups/trust: unknown name"));
    CHECK_THAT(reading_error(
                   head + R"("gateways": {"g": {"router": "::1"}}, "steps": [{"poll": {"gateway": "gg"}}]})"),
               Contains("/steps/0/poll/gateway: unknown name: \"gg\" is no gateway; did you mean \"g\"?"));
}

TEST_CASE("A server that needs a certificate must find it in the PKI") {
    CHECK_THAT(reading_error(R"({"title": "t", "steps": [], "servers": {"cups-0": {"kind": "cups"}}})"),
               Contains("/servers/cups-0: unknown name: \"cups-0/cups-0\""));
}

TEST_CASE("A gateway may be left out only where there is one") {
    CHECK_THAT(reading_error(R"({"title": "t", "gateways": {"a": {"router": "::1"}, "b": {"router": "::2"}},
                                 "steps": [{"poll": {}}]})"),
               Contains("/steps/0/poll/gateway: missing key"));
    CHECK(reading_error(R"({"title": "t", "gateways": {"a": {"router": "::1"}}, "steps": [{"poll": {}}]})")
              .empty());
}

TEST_CASE("Two gateways cannot have the same router") {
    CHECK_THAT(reading_error(R"({"title": "t", "steps": [],
                   "gateways": {"a": {"router": "::1"}, "b": {"router": "00-00-00-00-00-00-00-01"}}})"),
               Contains("/gateways/b/router: bad value: is the router of a too"));
}

TEST_CASE("A name that could leave its directory is refused") {
    CHECK_THAT(reading_error(R"({"title": "t", "steps": [], "gateways": {"../g": {"router": "::1"}}})"),
               Contains("/gateways/..~1g: bad name"));
    CHECK_THAT(reading_error(plain(R"({"expect-home": {"files": {"../x": ""}}})")), Contains("bad name"));
    CHECK_THAT(reading_error(plain(R"({"expect-home": {"absent": ["a/b"]}})")), Contains("bad name"));
}

TEST_CASE("A header with a line end is refused") {
    CHECK_THAT(reading_error(plain(R"({"expect-status": {"send": {"A": "b\r\nC: d"}}})")),
               Contains("/steps/0/expect-status/send/A: bad value"));
}

TEST_CASE("A setting is checked as Station's own parser does") {
    CHECK_THAT(reading_error(R"({"title": "t", "steps": [],
                   "gateways": {"g": {"router": "::1", "settings": {"CUPS_RESYNC_INTV": "soon"}}}})"),
               Contains("/gateways/g/settings/CUPS_RESYNC_INTV: bad value"));
}

TEST_CASE("An inline plan's errors point into the scenario") {
    CHECK_THAT(
        reading_error(
            "{\"title\": \"t\", \"steps\": [],\n \"pki\": {\"servers\": {\"a/b\": {\"issuer\": \"none\"}}}}"),
        StartsWith("test.json:2:") && Contains("/pki/servers/a~1b/issuer"));
}

TEST_CASE("A scenario without a place on disk may not name files") {
    CHECK_THAT(reading_error(R"({"title": "t", "steps": [], "pki": "../secret.json"})"),
               Contains("/pki: no file can be named here"));
}

TEST_CASE("A step remembers where it stands") {
    const auto read =
        parse_scenario(source("{\"title\": \"t\", \"gateways\": {\"g\": {\"router\": \"::1\"}},\n \"steps\": "
                              "[\n  {\"poll\": {}}]}"));
    REQUIRE(read.has_value());
    REQUIRE(read->steps.size() == 1);
    CHECK(read->steps[0].where == "test.json:3:3");
    CHECK(title_of(read->steps[0]) == "poll: g");
}

}  // namespace
}  // namespace cupspec::scenarios::testing
