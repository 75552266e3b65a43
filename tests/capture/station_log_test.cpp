#include "capture/station_log.hpp"

#include "base/files.hpp"
#include "protocol/crc32.hpp"
#include "protocol/response.hpp"
#include "tests/capture/played_capture.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

using namespace cupspec;
using namespace cupspec::capture;
using emulator::Outcome;
using emulator::SetName;
using test::says;

namespace {

std::string recorded_log(const std::string& session, const std::string& part) {
    return to_text(read_file(std::string{CUPSPEC_VECTORS} + '/' + session + '/' + part).value());
}

std::string whole_log(const std::string& session) {
    return recorded_log(session, "station-1.log") + recorded_log(session, "station-2.log");
}

/// The lines of a level and above, as Station writes with `-l LEVEL`.
std::string at_level(const std::string& log, const std::vector<std::string>& dropped) {
    std::string kept;
    std::istringstream lines{log};
    for (std::string line; std::getline(lines, line);) {
        const bool drop = std::ranges::any_of(dropped, [&line](const std::string& level) {
            return line.find(':' + level + ']') != std::string::npos;
        });
        if (!drop && line.find("[") != std::string::npos) kept += line + '\n';
    }
    return kept;
}

const std::vector<std::string> kBelowInfo{"XDEB", "DEBU", "VERB"};
const std::vector<std::string> kBelowError{"XDEB", "DEBU", "VERB", "INFO", "NOTI", "WARN"};

std::string line_of(const std::string& tagged) { return "2026-01-02 03:04:05.006 " + tagged + '\n'; }

/// One session with these lines between its beginning and its end.
Capture session_with(const std::string& lines) {
    const std::string log =
        line_of("[CUP:INFO] Connecting to CUPS ... https://cups.example.net:443 (try #1)") + lines +
        line_of("[CUP:INFO] Interaction with CUPS failed - retrying in 1m");
    return read_station_log(log, "station.log").value();
}

}  // namespace

TEST_CASE("station log, a recorded life at full level is three rounds that play again") {
    const std::string session = GENERATE("session-plain", "session-tls");
    const auto capture = read_station_log(whole_log(session), "station.log");
    REQUIRE(capture);
    REQUIRE(capture->rounds.size() == 3);
    CHECK(capture->gateway.router == protocol::Eui64{1});
    CHECK(capture->gateway.personality == "station-2.0.6");
    CHECK(capture->gateway.station == "2.0.6(linux/testsim) 2026-11-21 00:04:37");
    CHECK(capture->gateway.settings->resync == std::chrono::seconds{4});
    CHECK(says(capture->understood, "the firmware wrote version.txt = \"2.0.0\""));
    CHECK(capture->rounds[2].restarted);
    CHECK(capture->rounds[0].observed.outcome == Outcome::updated);
    CHECK(capture->rounds[2].observed.outcome == Outcome::no_updates);
    CHECK(capture->rounds[1].observed.verdict == emulator::UpdateVerdict::Kind::verified);
    CHECK(capture->rounds[0].observed.next->after == std::chrono::seconds{4});

    const auto rounds = test::played(*capture);
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        CAPTURE(i);
        CHECK(to_text(rounds[i].report.exchange.request_body) == to_text(capture->rounds[i].request_body));
        CHECK(rounds[i].report.outcome == capture->rounds[i].observed.outcome);
        CHECK(rounds[i].report.committed == capture->rounds[i].observed.committed);
    }
    CHECK(test::deviations(*capture).empty());
}

TEST_CASE(
    "station log, the answers have the sizes of the recorded ones and the checksums of later requests") {
    const std::string session = GENERATE("session-plain", "session-tls");
    const auto capture = read_station_log(whole_log(session), "station.log").value();
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string name =
            std::string{CUPSPEC_VECTORS} + '/' + session + "/rawresp-" + std::to_string(i + 1) + ".http";
        const Bytes recorded = read_file(name).value();
        CHECK(capture.rounds[i].answer.size() == recorded.size());
        std::size_t read = 0;
        for (const Read& one : capture.rounds[i].reads) read += one.bytes;
        CHECK(read == recorded.size());
    }
    CHECK(!capture.rounds[1].home);
    CHECK(capture.rounds[2].home);
}

TEST_CASE("station log, each half of a recorded life stands for itself") {
    const std::string session = GENERATE("session-plain", "session-tls");
    const auto first = read_station_log(recorded_log(session, "station-1.log"), "1").value();
    REQUIRE(first.rounds.size() == 2);
    CHECK(to_text(test::played(first)[1].report.exchange.request_body) ==
          to_text(first.rounds[1].request_body));
    const auto second = read_station_log(recorded_log(session, "station-2.log"), "2").value();
    REQUIRE(second.rounds.size() == 1);
    CHECK(to_text(test::played(second)[0].report.exchange.request_body) ==
          to_text(second.rounds[0].request_body));
    CHECK(test::played(second)[0].report.outcome == Outcome::no_updates);
}

TEST_CASE("station log, at INFO outcomes and answers are there and requests are not") {
    const std::string session = GENERATE("session-plain", "session-tls");
    const auto capture = read_station_log(at_level(whole_log(session), kBelowInfo), "station.log").value();
    REQUIRE(capture.rounds.size() == 3);
    CHECK(says(capture.missing, "no request is in the log"));
    CHECK(capture.gateway.router == protocol::Eui64{1});
    const auto rounds = test::played(capture);
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        CHECK(capture.rounds[i].request_body.empty());
        CHECK(rounds[i].report.outcome == capture.rounds[i].observed.outcome);
        CHECK(rounds[i].report.uri == capture.rounds[i].uri);
    }
    CHECK(test::deviations(capture).empty());
}

TEST_CASE("station log, at ERROR a good life leaves no session, and the reader says so") {
    const std::string session = GENERATE("session-plain", "session-tls");
    const auto capture = read_station_log(at_level(whole_log(session), kBelowError), "station.log").value();
    CHECK(capture.rounds.empty());
    CHECK(says(capture.missing, "level leaves CUPS sessions out"));
}

TEST_CASE("station log, what syslog writes before a line, CRLF, junk and cut lines change nothing") {
    const std::string plain = recorded_log("session-plain", "station-1.log");
    std::string dressed = "ut off [CUP:\xFF\xFE\n";
    dressed += std::string(3, '\0') + '\n';
    std::istringstream lines{plain};
    for (std::string line; std::getline(lines, line);)
        dressed += "Nov 21 01:02:25 gw station[7]: " + line + "\r\n";
    dressed += "2026-11-21 01:02:29.290 [CUP:IN";
    const auto expected = read_station_log(plain, "log").value();
    const auto found = read_station_log(dressed, "log").value();
    REQUIRE(found.rounds.size() == expected.rounds.size());
    for (std::size_t i = 0; i < found.rounds.size(); ++i) {
        CHECK(found.rounds[i].request_body == expected.rounds[i].request_body);
        CHECK(found.rounds[i].answer == expected.rounds[i].answer);
        CHECK(found.rounds[i].started == expected.rounds[i].started);
    }
}

TEST_CASE("station log, a text without a line of Station's is refused") {
    const auto none = read_station_log("hello\nworld\n", "notes.txt");
    REQUIRE_FALSE(none);
    CHECK(none.error().where == "notes.txt");
}

TEST_CASE("station log, a refused request has its status") {
    const auto capture = session_with(line_of("[CUP:ERRO] Failed: (404) Not Found"));
    REQUIRE(capture.rounds.size() == 1);
    const auto report = test::played(capture).front().report;
    CHECK(report.outcome == Outcome::rejected);
    CHECK(capture.rounds[0].observed.outcome == Outcome::rejected);
    CHECK(capture.rounds[0].observed.problems == report.problems);
    CHECK(capture.gateway.settings->resync == std::chrono::minutes{1});
}

TEST_CASE("station log, a clock that is set back makes no time negative") {
    const std::string log =
        line_of("[CUP:INFO] Connecting to CUPS ... http://cups.example.net:80 (try #1)") +
        "1969-12-31 23:59:59.000 [CUP:INFO] Interaction with CUPS failed - retrying in 1m\n";
    CHECK(read_station_log(log, "log")->rounds.at(0).took == std::chrono::milliseconds{0});
}

TEST_CASE("station log, at ERROR each refusal is a round of its own") {
    const std::string line = line_of("[CUP:ERRO] Failed: (403) Forbidden");
    const auto capture = read_station_log(line + line + line, "log").value();
    REQUIRE(capture.rounds.size() == 3);
    CHECK(capture.rounds[2].observed.outcome == Outcome::rejected);
    CHECK_FALSE(capture.rounds[2].observed.problems.has_value());
}

TEST_CASE("station log, what kept TLS from coming up is named as the emulator names it") {
    const auto capture = session_with(line_of("[AIO:ERRO] [3] X509 - verification failed"));
    const Round& round = capture.rounds.at(0);
    CHECK(round.ending == Ending::handshake_failed);
    CHECK(round.trouble == "tls-untrusted");
    CHECK(test::played(capture)[0].report.problems == round.observed.problems);
}

TEST_CASE("station log, a connection that fails is one round however many lines tell of it") {
    const auto capture =
        session_with(line_of("[AIO:ERRO] connect failed: no address") + line_of("[CUP:ERRO] connect failed"));
    REQUIRE(capture.rounds.size() == 1);
    CHECK(capture.rounds[0].ending == Ending::connect_failed);
    CHECK(test::played(capture)[0].report.problems == capture.rounds[0].observed.problems);
}

TEST_CASE("station log, answers that broke the protocol break it again") {
    struct Case {
        std::string lines;
        Outcome outcome;
    };
    const auto one = GENERATE(values<Case>(
        {{line_of("[CUP:ERRO] Malformed CUPS response (available: 27)") +
              line_of("[CUP:ERRO] CUPS Protocol error"),
          Outcome::protocol_error},
         {line_of("[CUP:INFO] [Segment] TC URI: wss://lns.example.net:8887") +
              line_of("[CUP:INFO] [Segment] TC Credentials (1030 bytes)") +
              line_of("[CUP:ERRO] Unexpected end of data") + line_of("[CUP:ERRO] CUPS Protocol error"),
          Outcome::protocol_error},
         {line_of("[CUP:ERRO] Illegal signature length: 204") + line_of("[CUP:ERRO] CUPS Protocol error"),
          Outcome::protocol_error},
         {line_of("[AIO:ERRO] [3] Received more data than expected HTTP content size: 27") +
              line_of("[AIO:ERRO] [3] Error reading HTTP Body"),
          Outcome::closed},
         {line_of("[CUP:ERRO] CUPS timed out"), Outcome::timeout}}));
    const auto capture = session_with(one.lines);
    REQUIRE(capture.rounds.size() == 1);
    CHECK(test::deviations(capture) == "");
    const auto report = test::played(capture)[0].report;
    CHECK(report.outcome == one.outcome);
    CHECK(capture.rounds[0].observed.outcome == one.outcome);
    CHECK(capture.rounds[0].observed.problems == report.problems);
}

TEST_CASE("station log, credentials that Station refused are refused again and their URI is taken") {
    struct Case {
        std::string line;
        std::string problem;
    };
    const auto one = GENERATE(
        values<Case>({{"[SYS:ERRO] ASN.1 SEQ expected (0x2d)", "cred-refused:tc:trust-is-no-sequence"},
                      {"[SYS:ERRO] ASN.1 SEQ expected (0x41)", "cred-refused:tc:no-certificate"},
                      {"[SYS:ERRO] Lengths do not align", "cred-refused:tc:parts-exceed-segment"}}));
    const std::string log = line_of("[CUP:INFO] Connecting to CUPS ... http://cups.example.net:80 (try #1)") +
                            line_of("[CUP:INFO] [Segment] TC URI: wss://lns.example.net:8887") +
                            line_of("[CUP:INFO] [Segment] TC Credentials (1045 bytes)") + line_of(one.line) +
                            line_of("[CUP:INFO] [Segment] TC Credentials update completed (1045 bytes)") +
                            line_of("[CUP:INFO] CUPS provided TC updates (uri) - restarting TC engine") +
                            line_of("[CUP:INFO] Interaction with CUPS done - next regular check in 1d");
    const auto capture = read_station_log(log, "log").value();
    REQUIRE(capture.rounds.size() == 1);
    const auto report = test::played(capture)[0].report;
    CHECK(report.problems == std::vector<std::string>{one.problem});
    CHECK(capture.rounds[0].observed.problems == report.problems);
    CHECK(report.outcome == Outcome::updated);
}

TEST_CASE("station log, backup and factory sets are told by their names") {
    const std::string log =
        line_of("[CUP:ERRO] No CUPS URI configured") + line_of("[CUP:ERRO] No CUPS-bak URI configured") +
        line_of("[CUP:INFO] Starting a CUPS session now.") +
        line_of("[CUP:INFO] Connecting to CUPS-boot ... https://boot.example.net:443 (try #3)") +
        line_of("[CUP:INFO] Interaction with CUPS done (no updates) - next regular check in 1d");
    const auto capture = read_station_log(log, "log").value();
    REQUIRE(capture.rounds.size() == 3);
    CHECK(capture.rounds[0].observed.outcome == Outcome::no_uri);
    CHECK(capture.rounds[1].set == SetName::backup);
    CHECK(capture.rounds[2].set == SetName::boot);
    const auto rounds = test::played(capture);
    CHECK(rounds[2].report.uri == "https://boot.example.net:443");
    CHECK(rounds[2].report.outcome == Outcome::no_updates);
}

TEST_CASE("station log, the lines of cupspec's own station are rounds too") {
    const std::string log =
        "2026-01-02 03:04:05.006 info    [CUP] round 1, set reg, https://a.example.net:443: no-updates; next "
        "in 24 h, set reg\n"
        "2026-01-02 03:05:05.006 warning [CUP] round 2, set reg, https://a.example.net:443: closed "
        "(tls-untrusted); next in 60 s, set reg\n"
        "2026-01-02 03:06:05.006 warning [CUP] round 3, set reg, https://a.example.net:443: rejected "
        "(http-status:403); next in 60 s, set bak\n";
    const auto capture = read_station_log(log, "log").value();
    REQUIRE(capture.rounds.size() == 3);
    CHECK(capture.rounds[1].ending == Ending::handshake_failed);
    CHECK(capture.rounds[2].observed.next->set == SetName::backup);
    const auto rounds = test::played(capture);
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        CHECK(rounds[i].report.outcome == capture.rounds[i].observed.outcome);
        CHECK(rounds[i].report.problems == capture.rounds[i].observed.problems);
        CHECK(rounds[i].report.next.set == capture.rounds[i].observed.next->set);
    }
}
