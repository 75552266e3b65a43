#include "cli/moment.hpp"
#include "json/cursor.hpp"
#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <unistd.h>

using namespace cupspec;
using test::run_program;
using test::vector_path;

namespace {

namespace fs = std::filesystem;

/// A recorded home in a place of its own, with the modes Station gives its files.
class HomeCopy {
public:
    explicit HomeCopy(const std::string& home) {
        for (const auto& entry : fs::directory_iterator{vector_path(home)})
            write(entry.path().filename(), to_text(read_file(entry.path()).value()));
    }

    void write(const std::string& name, std::string_view text, unsigned mode = 0640) const {
        REQUIRE(write_file(temp_.path() / name, as_bytes(text), mode, false).has_value());
    }
    std::string path() const { return temp_.path().string(); }
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator{temp_.path()})
            names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    }

private:
    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
};

const std::string kAt = "2027-01-01";

}  // namespace

TEST_CASE("pki lint says in one line that a recorded home is good") {
    const HomeCopy home{"session-tls/home-3"};
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt});
    CHECK(ended.exit == 0);
    CHECK(ended.out == home.path() + ": nothing a Station would dislike\n");
    CHECK(ended.err.empty());
    CHECK(run_program({"pki", "lint", home.path(), "--at", kAt, "--quiet"}).out.empty());
}

TEST_CASE("pki lint exits with 0 for notes, which --quiet leaves out") {
    const HomeCopy home{"session-tls/home-0"};
    home.write("cups.url", "https://localhost:1");
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt});
    CHECK(ended.exit == 0);
    CHECK(ended.out ==
          home.path() +
              "/cups.url: note: Station reads no file of this name; it would read cups.uri "
              "[misnamed-file]\n"
              "    Station never looks at it.\n"
              "    Cure: Rename it if that is what it is meant to be.\n"
              "    field bug 26: tc.cert in place of tc.crt, or another wrong name; cupspec diagnose 26\n"
              "0 fatal, 0 bad, 1 note\n");
    CHECK(run_program({"pki", "lint", home.path(), "--at", kAt, "--quiet"}).out.empty());
}

TEST_CASE("pki lint shows place, consequence and cure, and exits with 1") {
    const HomeCopy home{"session-tls/home-3"};
    home.write("tc-bak.uri", "wss://localhost:6038/");
    home.write("cups.trust", "\xEF\xBB\xBF-----BEGIN CERTIFICATE-----\n");
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt, "-v"});
    CHECK(ended.exit == 1);
    CHECK(ended.out.find(home.path() + "/tc-bak.uri: fatal: path: ") == 0);
    CHECK(ended.out.find("    Station exits with 1 at its start, whichever set the file belongs to.\n"
                         "    Cure: Remove everything behind the port, the slash too.\n"
                         "    Source: Station 2.0.6, ") != std::string::npos);
    CHECK(ended.out.find('\n' + home.path() + "/cups.trust:byte 0: bad: ") != std::string::npos);
    CHECK(ended.out.ends_with("\n1 fatal, 1 bad, 0 notes\n"));
    CHECK(run_program({"pki", "lint", home.path(), "--at", kAt, "--color", "always"})
              .out.find("\x1B[31mfatal\x1B[0m") != std::string::npos);
}

TEST_CASE("pki lint as JSON has every member of a finding") {
    const HomeCopy home{"session-tls/home-0"};
    home.write("station.conf", "{\n\"station_conf\": 1,,\n}");
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt, "--json"});
    CHECK(ended.exit == 1);
    const auto document = json::parse(ended.out).value();
    json::Reading reading{document};
    const auto root = reading.root();
    CHECK(root["home"].text() == home.path());
    CHECK(root["fatal"].integer(0, 9) == 1);
    CHECK(root["bad"].integer(0, 9) == 0);
    CHECK(root["notes"].integer(0, 9) == 0);
    REQUIRE(root["findings"].items().size() == 1);
    const auto finding = root["findings"].items().front();
    finding.only(
        {"slug", "severity", "file", "line", "byte", "says", "consequence", "cure", "source", "fieldBug"});
    CHECK(finding["slug"].text() == "station-conf-unparsable");
    CHECK(finding["severity"].text() == "fatal");
    CHECK(finding["file"].text() == "station.conf");
    CHECK(finding["line"].integer(0, 9) == 2);
    CHECK(finding["byte"].is_null());
    for (const char* member : {"says", "consequence", "cure", "source"})
        CHECK_FALSE(finding[member].text().empty());
    CHECK(reading.ok());
}

TEST_CASE("pki lint says which settings Station passes over, and where") {
    const HomeCopy home{"session-tls/home-0"};
    home.write("station.conf",
               "{\"station_conf\": {\n\"routerid\": \"::1\",\n\"TLS_SNI\": 0,\n\"TLS_SNI\": true}}");
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("/station.conf:3: note: TLS_SNI: bad value: expected true or false "
                         "[station-conf-ignored-value]\n") != std::string::npos);
    CHECK(ended.out.find("/station.conf:4: note: \"TLS_SNI\" stood there before [setting-twice]\n") !=
          std::string::npos);
    CHECK(ended.out.ends_with("\n0 fatal, 0 bad, 2 notes\n"));
}

TEST_CASE("pki lint as JSON of a good home has an empty list") {
    const HomeCopy home{"session-tls/home-1"};
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt, "--json"});
    CHECK(ended.exit == 0);
    const auto document = json::parse(ended.out).value();
    json::Reading reading{document};
    CHECK(reading.root()["findings"].items().empty());
    CHECK(reading.ok());
}

TEST_CASE("pki lint judges certificates at the time it is told") {
    const HomeCopy home{"session-tls/home-0"};
    const auto ended = run_program({"pki", "lint", home.path(), "--at", "2036-12-01"});
    CHECK(ended.exit == 1);
    CHECK(ended.out.find("[tls-certificate-expired]") != std::string::npos);
    CHECK(run_program({"pki", "lint", home.path(), "--at", "tomorrow"}).exit == 2);
}

TEST_CASE("pki lint exits with 2 without a directory") {
    CHECK(run_program({"pki", "lint"}).exit == 2);
    CHECK(run_program({"pki", "lint", vector_path("no-such-home")}).exit == 2);
    CHECK(run_program({"pki", "lint", vector_path("README.md")}).exit == 2);
}

TEST_CASE("pki lint leaves the home alone, also an interrupted update in it") {
    const HomeCopy home{"session-tls/home-3"};
    home.write("tc-temp.upd", "");
    home.write("tc-temp.uri", "wss://other:1");
    home.write("cups-temp.cpy", "");
    const auto before = home.names();
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("[commit-pending]") != std::string::npos);
    CHECK(home.names() == before);
}

TEST_CASE("pki lint never prints control characters of a home") {
    const HomeCopy home{"session-tls/home-0"};
    home.write("cups.uri", "https://\x1B[31mh");
    home.write("Cups.Uri\x1B", "x");
    const auto ended = run_program({"pki", "lint", home.path(), "--at", kAt});
    CHECK(ended.exit == 1);
    CHECK(ended.out.find('\x1B') == std::string::npos);
    REQUIRE(json::parse(run_program({"pki", "lint", home.path(), "--json"}).out).has_value());
}

TEST_CASE("parse_moment takes dates, times and spans from now") {
    using namespace std::chrono;
    const TimePoint now{sys_days{year{2026} / 11 / 21} + 5h};
    const TimePoint day{sys_days{year{2036} / 11 / 18}};
    CHECK(cli::parse_moment("2036-11-18", now).value() == day);
    CHECK(cli::parse_moment("2036-11-18T01:02:35Z", now).value() == day + 1h + 2min + 35s);
    CHECK(cli::parse_moment("2036-11-18 01:02", now).value() == day + 1h + 2min);
    CHECK(cli::parse_moment("+30d", now).value() == now + days{30});
    CHECK(cli::parse_moment("-1h30m", now).value() == now - 90min);
    for (const char* text : {"", "+", "2036", "2036-13-01", "2036-02-30", "2036-11-18T", "2036-11-18T24:00",
                             "2036-11-18T01:02:60", "2036-11-18x", "2036-11-1", "-036-11-18", "+30x"}) {
        CAPTURE(text);
        CHECK(cli::parse_moment(text, now).error().code == boost::system::errc::invalid_argument);
    }
}
