#include "report/event_line.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::report;
using emulator::LnsReport;
using emulator::Outcome;
using emulator::RoundReport;
using emulator::UpdateVerdict;

namespace {

RoundReport round_to(const std::string& uri, Outcome outcome) {
    RoundReport round;
    round.round = 3;
    round.uri = uri;
    round.outcome = outcome;
    round.next.after = std::chrono::minutes{1};
    return round;
}

}  // namespace

TEST_CASE("round_line says in one line what became of a round") {
    auto round = round_to("https://localhost:6040", Outcome::updated);
    round.committed = {emulator::Category::cups, emulator::Category::tc};
    round.update = {UpdateVerdict::Kind::verified, 0U, {}, "/var/tmp/update.bin"};
    const auto line = round_line(round);
    CHECK(line.level == LogLevel::info);
    CHECK(line.text ==
          "round 3, set reg, https://localhost:6040: updated, cups and tc changed on disk, firmware verified "
          "by "
          "sig-0.key, in /var/tmp/update.bin; next in 60 s, set reg");
}

TEST_CASE("round_line warns of what Station logs as an error") {
    auto round = round_to("http://localhost:1", Outcome::updated);
    round.update = {UpdateVerdict::Kind::refused, std::nullopt, "no key verifies the signature", {}};
    round.problem("no-key-verified:tried=1");
    const auto line = round_line(round);
    CHECK(line.level == LogLevel::warning);
    CHECK(line.text ==
          "round 3, set reg, http://localhost:1: updated, firmware refused: no key verifies the signature "
          "(no-key-verified:tried=1); next in 60 s, set reg");
}

TEST_CASE("round_line names no next contact when the process ends") {
    auto round = round_to({}, Outcome::start_refused);
    round.problem("start-refused:bad-uri");
    const auto line = round_line(round);
    CHECK(line.level == LogLevel::error);
    CHECK(line.text == "round 3, set reg: start-refused (start-refused:bad-uri)");
}

TEST_CASE("round_line and lns_line let no peer drive the reader's terminal") {
    CHECK(round_line(round_to("http://a\x1b[2J:1", Outcome::closed)).text.find('\x1b') == std::string::npos);
    LnsReport lns;
    lns.detail = "a\nb";
    CHECK(lns_line(lns).text.find('\n') == std::string::npos);
}

TEST_CASE("lns_line says how far an attempt came") {
    LnsReport lns;
    lns.stage = LnsReport::Stage::configured;
    lns.discovery_uri = "ws://localhost:6038";
    lns.muxs_uri = "ws://localhost:6039/router";
    CHECK(lns_line(lns).level == LogLevel::info);
    CHECK(lns_line(lns).text == "LNS ws://localhost:6039/router: configured");
    LnsReport refused;
    refused.stage = LnsReport::Stage::discovery;
    refused.discovery_uri = "ws://localhost:6038";
    refused.problem = "discovery-rejected";
    refused.detail = "unknown router";
    refused.ask_cups = true;
    CHECK(lns_line(refused).level == LogLevel::warning);
    CHECK(lns_line(refused).text ==
          "LNS ws://localhost:6038: discovery: discovery-rejected (unknown router); CUPS is asked");
}
