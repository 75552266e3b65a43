#include "capture/recording.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

namespace cupspec::test {
namespace {

using namespace capture;
using namespace std::chrono_literals;

GatewayFacts some_gateway() {
    GatewayFacts gateway;
    gateway.router = protocol::Eui64{1};
    gateway.personality = "station-2.0.6";
    gateway.station = "2.0.6(linux/std)";
    gateway.lns = false;
    gateway.settings.emplace();
    gateway.settings->cups_timeout = 2s;
    return gateway;
}

capture::Round full_round() {
    capture::Round round;
    round.started = TimePoint{1234567ms};
    round.took = 12ms;
    round.restarted = true;
    round.home =
        emulator::HomeFiles{{"cups.key", {emulator::HomeEntry::Kind::file, 0640, Bytes{0x30, 0xFF}, {}}}};
    round.uri = "https://localhost:6040";
    round.set = emulator::SetName::backup;
    round.tls.version = "TLSv1.2";
    round.tls.failure = "it \"failed\"";
    round.request_head = "POST /update-info HTTP/1.1\r\n\r\n";
    round.request_body = to_bytes("{}");
    round.is_request_exact = true;
    round.answer =
        to_bytes(std::string{"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n"} + std::string(14, '\0'));
    round.reads = {{3ms, 40}, {0ms, 14}};
    round.omitted = 5;
    round.ending = Ending::handshake_failed;
    round.trouble = "tls-untrusted";
    round.observed.outcome = emulator::Outcome::no_updates;
    round.observed.problems = {"timeout"};
    round.observed.committed = {emulator::Category::tc};
    round.observed.verdict = emulator::UpdateVerdict::Kind::unsigned_run;
    round.observed.next = emulator::NextContact{60s, emulator::SetName::boot};
    return round;
}

TEST_CASE("Recording is read back as it was written, line by line") {
    const std::string text = header_line(some_gateway(), true) + round_line(full_round());
    const auto capture = parse_recording(text, "a.recording");
    REQUIRE(capture);
    CHECK(header_line(capture->gateway, capture->is_masked) == header_line(some_gateway(), true));
    REQUIRE(capture->rounds.size() == 1);
    CHECK(round_line(capture->rounds[0]) == round_line(full_round()));
    CHECK(capture->rounds[0].answer == full_round().answer);
    CHECK(capture->missing.empty());
}

TEST_CASE("Recording shows a reader what an answer's bytes mean") {
    const std::string line = round_line(full_round());
    CHECK(line.find(R"("field":"cupsUriLen")") != std::string::npos);
}

TEST_CASE("Recording whose last line was cut off is read up to there, and says so") {
    const std::string text = header_line(some_gateway(), false) + round_line(full_round());
    const auto capture = parse_recording(text.substr(0, text.size() - 9), "a.recording");
    REQUIRE(capture);
    CHECK(capture->rounds.empty());
    REQUIRE(capture->missing.size() == 1);
    CHECK(capture->missing[0].find("a.recording line 2") != std::string::npos);
}

TEST_CASE("Recording that makes no sense is refused with line and pointer") {
    const std::string header = header_line(some_gateway(), false);
    const auto bad = parse_recording(header + R"({"started":1,"took":0,"ending":"sudden"})"
                                              "\n",
                                     "a.recording");
    REQUIRE_FALSE(bad);
    CHECK(describe(bad.error()).find("a.recording line 2") != std::string::npos);
    CHECK(describe(bad.error()).find("/ending") != std::string::npos);
    CHECK_FALSE(parse_recording(header + R"({"started":1,"took":0,"answer":{"base64":"??"}})"
                                         "\n",
                                "a"));
    CHECK_FALSE(parse_recording("{}\n", "a"));
}

}  // namespace
}  // namespace cupspec::test
