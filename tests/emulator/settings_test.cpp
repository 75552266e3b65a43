#include "emulator/settings.hpp"

#include "json/errc.hpp"
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

Settings settings_of(std::string_view conf, const Surroundings& around = {}) {
    return parse_settings(conf, "c", around).value().settings;
}

Settings settings_in(const std::string& inner, const Surroundings& around = {}) {
    return settings_of("{\"station_conf\": {" + inner + "}}", around);
}

/// What was passed over: "where: detail" each.
std::vector<std::string> ignored_in(std::string_view conf, const Surroundings& around = {}) {
    std::vector<std::string> ignored;
    for (const IgnoredSetting& one : parse_settings(conf, "c", around).value().ignored)
        ignored.push_back(one.why.where + ": " + one.why.detail);
    return ignored;
}

/// Where the real Station would exit with 1; empty: it would start.
std::string refusal(const std::string& inner, const Surroundings& around = {}) {
    const auto settings = parse_settings("{\"station_conf\": {" + inner + "}}", "c", around);
    return settings ? std::string{} : settings.error().where;
}

TEST_CASE("Settings are Station's defaults when the file says nothing") {
    const auto settings = settings_of("{}");
    CHECK(settings.cups_buffer == 8192);
    CHECK(settings.cups_timeout == 60s);
    CHECK(settings.resync == 1min);
    CHECK(settings.oksync == 24h);
    CHECK(settings.tc_timeout == 60s);
    CHECK(settings.tls_sni);
    CHECK_FALSE(settings.router);
}

TEST_CASE("Settings come from station_conf with comments, and the rest of the file is passed over") {
    const auto settings = settings_of(R"(/* gateway */ { "SX1301_conf": {"clksrc": 1},
        "station_conf": { "routerid": "::1", "euiprefix": "::0", "log_level": "XDEBUG", /* // more */
          "TC_TIMEOUT": "2s", "CUPS_CONN_TIMEOUT": "3s", "CUPS_RESYNC_INTV": "1h30m", "CUPS_OKSYNC_INTV": 2,
          "CUPS_BUFSZ": "16KB", "TLS_SNI": false } })");
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
    const auto settings = settings_in(R"("CUPS_CONN_TIMEOUT": 9)", {variables});
    CHECK(settings.resync == 5s);
    CHECK_FALSE(settings.tls_sni);
    CHECK(settings.cups_timeout == 9s);
}

TEST_CASE("Settings errors name file, line, column and pointer") {
    const auto settings =
        parse_settings("{\"station_conf\":\n {\"routerid\": \"soon\"}}", "h/station.conf", {});
    REQUIRE(settings.has_error());
    CHECK(settings.error().where == "h/station.conf:2:15: /station_conf/routerid");
    CHECK(parse_settings("{", "h/station.conf", {}).error().where == "h/station.conf:1:2");
    CHECK(parse_settings(R"({"station_conf": []})", "c", {}).error().where == "c:1:18: /station_conf");
}

TEST_CASE("Settings of no sense in the file are passed over, and the value before them stays") {
    const Surroundings around{environment({{"CUPS_RESYNC_INTV", "\"5s\""}})};
    const std::string conf = R"({"station_conf":
        {"CUPS_RESYNC_INTV": "soon", "CUPS_OKSYNC_INTV": "1h", "CUPS_OKSYNC_INTV": null, "TC_TIMEOUT": [],
         "CUPS_CONN_TIMEOUT": true, "CUPS_BUFSZ": "8 KB", "TLS_SNI": "false"}})";
    const auto read = parse_settings(conf, "h/c", around).value();
    CHECK(read.settings.resync == 5s);
    CHECK(read.settings.oksync == 1h);
    CHECK(read.settings.tc_timeout == 60s);
    CHECK(read.settings.cups_timeout == 60s);
    CHECK(read.settings.cups_buffer == 8192);
    CHECK(read.settings.tls_sni);
    REQUIRE(read.ignored.size() == 6);
    CHECK(read.ignored[0].name == "CUPS_RESYNC_INTV");
    CHECK(read.ignored[0].why.code == json::Errc::bad_value);
    CHECK(read.ignored[0].why.where == "h/c:2:30: /station_conf/CUPS_RESYNC_INTV");
    CHECK(read.ignored[0].why.detail == R"(expected a time like "1h30m", "60s" or "600ms")");
    CHECK(read.ignored[1].name == "CUPS_OKSYNC_INTV");
    CHECK(read.ignored[4].why.detail == R"(expected a size like "8KB")");
    CHECK(read.ignored[5].why.detail == "expected true or false");
}

TEST_CASE("Settings of no sense in the environment are passed over") {
    const Surroundings around{environment({{"CUPS_RESYNC_INTV", "1m"},
                                           {"CUPS_OKSYNC_INTV", ""},
                                           {"CUPS_BUFSZ", "16 // KB"},
                                           {"TC_TIMEOUT", "\"x\""},
                                           {"CUPS_CONN_TIMEOUT", " 7 /* s */ "},
                                           {"TLS_SNI", "maybe"}})};
    CHECK(ignored_in("{}", around) ==
          std::vector<std::string>{
              "environment CUPS_BUFSZ: a comment begins with /*",
              "environment CUPS_RESYNC_INTV: there is more behind it",
              "environment CUPS_OKSYNC_INTV: expected a value",
              R"(environment TC_TIMEOUT: expected a time like "1h30m", "60s" or "600ms")",
              "environment TLS_SNI: expected a value",
          });
    const Settings settings = settings_of("{}", around);
    CHECK(settings.resync == 1min);
    CHECK(settings.oksync == 24h);
    CHECK(settings.cups_buffer == 8192);
    CHECK(settings.cups_timeout == 7s);
    CHECK(settings.tls_sni);
}

TEST_CASE("Of a setting given twice the last counts that makes sense") {
    CHECK(settings_in(R"("TC_TIMEOUT": "1s", "TC_TIMEOUT": "2s")").tc_timeout == 2s);
    CHECK(settings_in(R"("TC_TIMEOUT": "1s", "TC_TIMEOUT": "soon")").tc_timeout == 1s);
    CHECK(settings_in(R"("routerid": "::1:0:0", "routerid": "::7", "euiprefix": "::0")").router ==
          protocol::Eui64{7});
    const auto both = settings_of(R"({"station_conf": {"TC_TIMEOUT": "1s", "TLS_SNI": false}, "x": {"y": 1},
                                      "x": 2, "station_conf": {"TC_TIMEOUT": "2s"}})");
    CHECK(both.tc_timeout == 2s);
    CHECK_FALSE(both.tls_sni);
    CHECK_FALSE(refusal(R"("routerid": "x", "routerid": "::7")").empty());
}

TEST_CASE("Settings take what Station takes beyond JSON, and no more") {
    CHECK(settings_in("\"log_level\": \"\xff\t\", \"CUPS_BUFSZ\": 016").cups_buffer == 16384);
    CHECK(parse_settings("\xEF\xBB\xBF{}", "c", {}).error().where == "c:1:1");
    CHECK(refusal(R"("a": [[[[[[[1]]]]]]])").empty());
    CHECK_FALSE(refusal(R"("a": [[[[[[[[1]]]]]]]])").empty());
}

TEST_CASE("Settings out of all proportion end where deadlines are still safe") {
    const auto settings = settings_in(R"("CUPS_OKSYNC_INTV": 1e300, "CUPS_RESYNC_INTV": -1, "CUPS_BUFSZ": 1e9,
                                         "TC_TIMEOUT": "1000000000d")");
    CHECK(settings.oksync == 24h * 36525);
    CHECK(settings.tc_timeout == 24h * 36525);
    CHECK(settings.resync == 0s);
    CHECK(settings.cups_buffer == std::size_t{64} << 20U);
    CHECK(settings_in(R"("CUPS_BUFSZ": 0.01)").cups_buffer == 10);
    CHECK(ignored_in(R"({"station_conf": {"CUPS_BUFSZ": -1}})").size() == 1);
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
    const auto settings = settings_in(
        R"("CUPS_BUFSZ": 16, "CUPS_RESYNC_INTV": 0.01, "CUPS_OKSYNC_INTV": "2",
                                  "CUPS_CONN_TIMEOUT": 1.5)");
    CHECK(settings.cups_buffer == 16384);
    CHECK(settings.resync == 600ms);
    CHECK(settings.oksync == 2h);
    CHECK(settings.cups_timeout == 1500ms);
}

TEST_CASE("Settings refuse what ends the real Station at its start") {
    CHECK(refusal(R"("routerid": 1)") == "c:1:31: /station_conf/routerid");
    CHECK(refusal(R"("routerid": "::0")") == "c:1:31: /station_conf/routerid");
    CHECK(refusal(R"("routerid": "0x12")") == "c:1:31: /station_conf/routerid");
    CHECK(refusal(R"("euiprefix": "x")") == "c:1:32: /station_conf/euiprefix");
    CHECK(refusal("// no\n") == "c:1:19");
    CHECK(refusal(R"("log_level": "a // b")").empty());
    CHECK_FALSE(refusal(R"("routerid": "::1",)").empty());
}

TEST_CASE("Settings take the prefix from STATION_EUIPREFIX, and no other EUI from the environment") {
    const std::string conf = R"("routerid": "b827eb123456")";
    const Surroundings plain{environment({{"STATION_EUIPREFIX", "::0"}, {"routerid", "\"::7\""}})};
    CHECK(settings_in(conf, plain).router == protocol::Eui64{0xB827EB123456});
    CHECK(settings_in(conf + R"(, "euiprefix": "1::")", plain).router == protocol::Eui64{0x1B827EB123456});
    CHECK_FALSE(settings_of("{}", plain).router);
    for (const char* bad : {"x", "", "\"::0\""}) {
        CAPTURE(bad);
        const Surroundings around{environment({{"STATION_EUIPREFIX", bad}})};
        CHECK(parse_settings("{}", "c", around).error().where == "environment STATION_EUIPREFIX");
    }
}

TEST_CASE("A routerid may be the path of the file that holds the EUI") {
    const auto router = [](const std::string& content) {
        const Surroundings around{{}, [&content](const std::string& path) {
                                      return path == "net/address" ? std::optional{content} : std::nullopt;
                                  }};
        return parse_settings(R"({"station_conf": {"routerid": "net/address"}})", "c", around);
    };
    const auto found = router("b8:27:eb:12:34:56\n").value();
    CHECK(found.settings.router == protocol::Eui64{0xB827EBFFFE123456});
    CHECK(found.router_file.empty());
    CHECK(router({"::1 \t\r\n\0", 8}).value().settings.router == protocol::Eui64{0xFFFE000001});
    for (const char* bad : {"", "\n", " ::1", "::1\n::2", "00:00:00:00:00:00\n", "0x12", "net/address"}) {
        CAPTURE(bad);
        REQUIRE(router(bad).has_error());
        CHECK(router(bad).error().where == "c:1:31: /station_conf/routerid");
        CHECK(router(bad).error().detail.starts_with("in the file net/address: "));
    }
}

TEST_CASE("A routerid is an EUI itself where there is no file of its name") {
    const Surroundings nothing{{}, [](const std::string&) { return std::nullopt; }};
    CHECK(settings_in(R"("routerid": "::1", "euiprefix": "::0")", nothing).router == protocol::Eui64{1});
    CHECK(refusal(R"("routerid": "/sys/class/net/eth9/address")", nothing) ==
          "c:1:31: /station_conf/routerid");
    const Surroundings same{{}, [](const std::string&) { return "::2"; }};
    CHECK(settings_in(R"("routerid": "::1", "euiprefix": "::0")", same).router == protocol::Eui64{2});
}

TEST_CASE("A routerid's file nobody can see is left to those who can") {
    const auto read =
        parse_settings(R"({"station_conf": {"routerid": "/sys/class/net/eth0/address"}})", "c", {}).value();
    CHECK_FALSE(read.settings.router);
    CHECK(read.router_file == "/sys/class/net/eth0/address");
    CHECK_FALSE(refusal(R"("routerid": "eth0")").empty());
    const auto mended =
        parse_settings(R"({"station_conf": {"routerid": "/a", "routerid": "::1"}})", "c", {}).value();
    CHECK(mended.settings.router);
    CHECK(mended.router_file.empty());
}

TEST_CASE("derive_eui puts FFFE into a MAC-48 unless the prefix takes it whole") {
    CHECK(derive_eui({0xB827EB123456}, {1}).value == 0xB827EBFFFE123456);
    CHECK(derive_eui({0xB827EB123456}, {0}).value == 0xB827EB123456);
    CHECK(derive_eui({0xB827EB123456}, {0xABCD'0000'0000'0000}).value == 0xABCDB827EB123456);
    CHECK(derive_eui({0x0011223344556677}, {1}).value == 0x0011223344556677);
    CHECK(settings_in(R"("routerid": "b8:27:eb:12:34:56")").router == protocol::Eui64{0xB827EBFFFE123456});
}

}  // namespace
}  // namespace cupspec::emulator
