#include "emulator/settings.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <map>

namespace cupspec::emulator {
namespace {

using namespace std::chrono_literals;

Environment environment(std::map<std::string, std::string> variables) {
    return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(std::string{name});
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
}

TEST_CASE("Settings are Station's defaults when the file says nothing") {
    const auto settings = parse_settings("{}", "station.conf", {}).value();
    CHECK(settings.cups_buffer == 8192);
    CHECK(settings.cups_timeout == 60s);
    CHECK(settings.resync == 1min);
    CHECK(settings.oksync == 24h);
    CHECK(settings.tc_timeout == 60s);
    CHECK(settings.tls_sni);
    CHECK_FALSE(settings.router);
}

TEST_CASE("Settings come from station_conf with comments, and the rest of the file is passed over") {
    const auto settings = parse_settings(R"(/* gateway */ { "SX1301_conf": {"clksrc": 1},
        "station_conf": { "routerid": "::1", "euiprefix": "::0", "log_level": "XDEBUG", // more
          "TC_TIMEOUT": "2s", "CUPS_CONN_TIMEOUT": "3s", "CUPS_RESYNC_INTV": "1h30m", "CUPS_OKSYNC_INTV": 2,
          "CUPS_BUFSZ": "16KB", "TLS_SNI": false } })",
                                         "station.conf", {})
                              .value();
    CHECK(settings.router == protocol::Eui64{1});
    CHECK(settings.tc_timeout == 2s);
    CHECK(settings.cups_timeout == 3s);
    CHECK(settings.resync == 90min);
    CHECK(settings.oksync == 2h);
    CHECK(settings.cups_buffer == 16384);
    CHECK_FALSE(settings.tls_sni);
}

TEST_CASE("Settings take the environment where the file is silent, and the file wins") {
    const auto variables =
        environment({{"CUPS_RESYNC_INTV", "\"5s\""}, {"TLS_SNI", "false"}, {"CUPS_CONN_TIMEOUT", "7"}});
    const auto settings =
        parse_settings(R"({"station_conf": {"CUPS_CONN_TIMEOUT": 9}})", "station.conf", variables).value();
    CHECK(settings.resync == 5s);
    CHECK_FALSE(settings.tls_sni);
    CHECK(settings.cups_timeout == 9s);
}

TEST_CASE("Settings errors name file, line, column and pointer") {
    const auto settings =
        parse_settings("{\"station_conf\":\n {\"CUPS_RESYNC_INTV\": \"soon\"}}", "h/station.conf", {});
    REQUIRE(settings.has_error());
    CHECK(settings.error().where == "h/station.conf:2:23: /station_conf/CUPS_RESYNC_INTV");
    CHECK(parse_settings("{", "h/station.conf", {}).has_error());
    CHECK(parse_settings("{}", "c", environment({{"TLS_SNI", "maybe"}})).has_error());
}

TEST_CASE("parse_span sums units and refuses anything else") {
    CHECK(parse_span("1d2h3m4s5ms") == 24h + 2h + 3min + 4s + 5ms);
    CHECK(parse_span("600ms") == 600ms);
    CHECK(parse_span("2 h") == 2h);
    for (const char* bad : {"", " ", "5", "s", "1x", "-1s", "1h 5", "99999999999999s"})
        CHECK_FALSE(parse_span(bad));
}

TEST_CASE("derive_eui puts FFFE into a MAC-48 unless the prefix takes it whole") {
    CHECK(derive_eui({0xB827EB123456}, {1}).value == 0xB827EBFFFE123456);
    CHECK(derive_eui({0xB827EB123456}, {0}).value == 0xB827EB123456);
    CHECK(derive_eui({0xB827EB123456}, {0xABCD'0000'0000'0000}).value == 0xABCDB827EB123456);
    CHECK(derive_eui({0x0011223344556677}, {1}).value == 0x0011223344556677);
    const auto conf =
        parse_settings(R"({"station_conf": {"routerid": "b8:27:eb:12:34:56"}})", "c", {}).value();
    CHECK(conf.router == protocol::Eui64{0xB827EBFFFE123456});
}

}  // namespace
}  // namespace cupspec::emulator
