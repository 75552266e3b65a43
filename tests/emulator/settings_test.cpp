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
        "station_conf": { "routerid": "::1", "euiprefix": "::0", "log_level": "XDEBUG", /* // more */
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
    CHECK(parse_span("0x10s") == 16s);
    for (const char* bad : {"", " ", "5", "s", "1x", "-1s", "1h 5m", "2 h", "1.5h", "99999999999999s"})
        CHECK_FALSE(parse_span(bad));
    CHECK(parse_span("5", 1h) == 5h);
    CHECK(parse_span("1h5", 1min) == 65min);
    CHECK_FALSE(parse_span("5 ", 1h));
}

TEST_CASE("parse_size counts thousands and 1024s") {
    constexpr std::uint64_t kUnit = 1024;
    CHECK(parse_size("8KB", kUnit) == 8192);
    CHECK(parse_size("8kb", kUnit) == 8192);
    CHECK(parse_size("8K", kUnit) == 8000);
    CHECK(parse_size("1Mb", kUnit) == 1048576);
    CHECK(parse_size("2M", kUnit) == 2000000);
    CHECK(parse_size("8", kUnit) == 8192);
    CHECK(parse_size("1K1", kUnit) == 2024);
    for (const char* bad : {"", "KB", "8B", "8 KB", "8KiB", "-8KB"}) CHECK_FALSE(parse_size(bad, kUnit));
}

TEST_CASE("parse_setting_eui takes what Station takes for an EUI") {
    const std::map<std::string, std::uint64_t> good{
        {"b827eb123456", 0xB827EB123456},
        {"b8:27:EB:12:34:56", 0xB827EB123456},
        {"b8-27-eb-ff-fe-12-34-56", 0xB827EBFFFE123456},
        {"b827:ebff:fe12:3456", 0xB827EBFFFE123456},
        {"::1", 1},
        {"::abcd:0", 0xABCD0000},
        {"1::", 0x0001000000000000},
        {"1:2::", 0x0001000200000000},
        {"1::4", 0x0001000000000004},
        {"1:2:3", 0x0000000100020003},
        {"12", 0x12},
        {"a:b", 0xAB},
        {"1-2", 0x12},
        {"::0", 0},
    };
    for (const auto& [text, value] : good) {
        CAPTURE(text);
        CHECK(parse_setting_eui(text) == protocol::Eui64{value});
    }
    for (const char* bad :
         {"", ":", "::", "0x12", "12 ", "1:2-3", "12345::", "1:::", "11112222333344445", ":1:2"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_setting_eui(bad));
    }
}

TEST_CASE("Settings read numbers in the units Station reads them in") {
    const auto settings =
        parse_settings(
            R"({"station_conf": {"CUPS_BUFSZ": 16, "CUPS_RESYNC_INTV": 0.01, "CUPS_OKSYNC_INTV": "2",
                                  "CUPS_CONN_TIMEOUT": 1.5}})",
            "c", {})
            .value();
    CHECK(settings.cups_buffer == 16384);
    CHECK(settings.resync == 600ms);
    CHECK(settings.oksync == 2h);
    CHECK(settings.cups_timeout == 1500ms);
}

TEST_CASE("Settings refuse what ends the real Station at its start") {
    const auto refusal = [](const std::string& inner) {
        const auto settings = parse_settings("{\"station_conf\": {" + inner + "}}", "c", {});
        return settings ? std::string{} : settings.error().where;
    };
    CHECK(refusal(R"("routerid": 1)") == "c:1:31: /station_conf/routerid");
    CHECK(refusal(R"("routerid": "::0")") == "c:1:31: /station_conf/routerid");
    CHECK(refusal(R"("routerid": "0x12")") == "c:1:31: /station_conf/routerid");
    CHECK(refusal(R"("euiprefix": "x")") == "c:1:32: /station_conf/euiprefix");
    CHECK(refusal("// no\n") == "c:1:19");
    CHECK(refusal(R"("log_level": "a // b")").empty());
    CHECK_FALSE(refusal(R"("routerid": "::1",)").empty());
}

TEST_CASE("Settings take the prefix from STATION_EUIPREFIX, and no other EUI from the environment") {
    const std::string conf = R"({"station_conf": {"routerid": "b827eb123456"}})";
    const auto plain = environment({{"STATION_EUIPREFIX", "::0"}, {"routerid", "\"::7\""}});
    CHECK(parse_settings(conf, "c", plain).value().router == protocol::Eui64{0xB827EB123456});
    CHECK_FALSE(parse_settings("{}", "c", plain).value().router);
    CHECK(parse_settings("{}", "c", environment({{"STATION_EUIPREFIX", "x"}})).has_error());
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
