#include "capture/replay.hpp"

#include "capture/minimise.hpp"
#include "capture/scenario_text.hpp"
#include "capture/stand_in.hpp"
#include "protocol/response.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cupspec::test {
namespace {

using namespace capture;

emulator::HomeFiles home_with_uri(const std::string& uri) {
    return {{"cups.uri", {{}, 0644, to_bytes(uri), {}}}, {"notes.txt", {{}, 0644, to_bytes("no use"), {}}}};
}

Bytes answer_with(const protocol::Response& response) {
    const Bytes body = protocol::encode(response).value();
    Bytes answer =
        to_bytes("HTTP/1.1 200 OK\r\nServer: somebody\r\nContent-Length: " + std::to_string(body.size()) +
                 "\r\nDate: today\r\n\r\n");
    answer.insert(answer.end(), body.begin(), body.end());
    return answer;
}

/// A server that gives a gateway another URI, then one it cannot use.
Capture two_rounds() {
    Capture capture;
    capture.file = "two";
    capture::Round first;
    first.home = home_with_uri("http://a:6040");
    protocol::Response response;
    response.cups_uri = "http://b:6041";
    first.answer = answer_with(response);
    first.observed.outcome = emulator::Outcome::updated;
    first.observed.committed = {emulator::Category::cups};
    capture::Round second;
    second.uri = "http://b:6041";
    response.cups_uri.clear();
    response.tc_cred = to_bytes("-----BEGIN CERTIFICATE-----");
    second.answer = answer_with(response);
    second.observed.problems = {"cred-refused:tc:trust-is-no-sequence"};
    capture.rounds = {first, second};
    return capture;
}

TEST_CASE("Replay holds each round against what was captured of it") {
    const auto good = replay(two_rounds());
    REQUIRE(good);
    CHECK(good->came_back());
    CHECK(good->compared() == 4);
    CHECK(symptom_of(two_rounds().rounds[1], &good->rounds[1]) ==
          "updated, cred-refused:tc:trust-is-no-sequence");
    CHECK(symptom_of(two_rounds().rounds[0], &good->rounds[0]).empty());

    Capture other = two_rounds();
    other.rounds[1].uri = "http://c:6041";
    other.rounds[1].observed.outcome = emulator::Outcome::rejected;
    const auto bad = replay(other);
    REQUIRE(bad);
    REQUIRE(bad->rounds[1].differences.size() == 2);
    CHECK(bad->rounds[1].differences[0].what == "uri");
    CHECK(bad->rounds[1].differences[0].replayed == "http://b:6041");
    CHECK(bad->rounds[1].differences[1].captured == "rejected");
    CHECK_FALSE(bad->came_back());
}

TEST_CASE("Replay feeds an answer in the reads in which it came") {
    Capture capture = two_rounds();
    capture.rounds.resize(1);
    capture.rounds[0].observed = {};
    auto& answer = capture.rounds[0].answer;
    answer.push_back('x');
    const std::size_t whole = answer.size();
    capture.rounds[0].reads = {{{}, whole - 1}, {{}, 1}};
    CHECK(replay(capture)->rounds[0].report.outcome == emulator::Outcome::updated);
    capture.rounds[0].reads = {{{}, whole}};
    CHECK(replay(capture)->rounds[0].report.problems.front() == "more-bytes-than-announced:1");
}

TEST_CASE("Replay makes a home up that fits the captured request") {
    Capture capture;
    capture::Round round;
    const std::string body =
        R"-({"router":"::7","cupsUri":"https://cups:443","tcUri":null,"cupsCredCrc":305419896,)-"
        R"-("tcCredCrc":2077607535,"station":"2.0.6(corecell)","model":"corecell","package":"1.2","keys":[99]})-";
    round.request_body = to_bytes(body);
    round.request_head = "POST /update-info HTTP/1.1\r\n\r\n";
    round.answer = answer_with({});
    capture.rounds = {round};
    const auto replayed = replay(capture);
    REQUIRE(replayed);
    CHECK(replayed->came_back());
    CHECK(replayed->compared() == 9);
    CHECK(replayed->rounds[0].report.outcome == emulator::Outcome::no_updates);
    CHECK(to_text(replayed->rounds[0].report.exchange.request_body) == body);
    CHECK(replayed->notes.size() == 1);
}

TEST_CASE("Replay takes on faith what Station never writes, and of the rest what the answers explain") {
    Capture capture = two_rounds();
    capture.rounds[1].request_body = to_bytes(R"({"router":"::1","package":"2.0.0"})");
    const auto replayed = replay(capture);
    REQUIRE(replayed);
    CHECK(replayed->notes.back().find("somebody wrote version.txt = \"2.0.0\"") != std::string::npos);
    capture.rounds[1].request_body = to_bytes(R"({"router":"::1","cupsCredCrc":5})");
    const auto differs = [&capture] {
        const auto played = replay(capture).value();
        const auto& all = played.rounds[1].differences;
        return std::any_of(all.begin(), all.end(),
                           [](const auto& one) { return one.what == "request.cupsCredCrc"; });
    };
    CHECK(differs());
    capture.has_gaps = true;
    CHECK_FALSE(differs());
}

TEST_CASE("Replay takes a signature as captured where the signing key is made up") {
    Capture capture = two_rounds();
    capture.rounds.resize(1);
    protocol::Response response;
    response.signature = protocol::Signature{7, Bytes(70, 1)};
    response.update = to_bytes("#!/bin/sh");
    capture::Round& round = capture.rounds[0];
    round.answer = answer_with(response);
    round.home->emplace("sig-0.key", emulator::HomeEntry{{}, 0644, stand_in_signing_key(7), {}});
    round.observed = {};
    const auto verdict = [&capture] { return replay(capture)->rounds[0].report.update.kind; };
    using Kind = emulator::UpdateVerdict::Kind;
    CHECK(verdict() == Kind::verified);
    round.observed.verdict = Kind::refused;
    CHECK(verdict() == Kind::refused);
    round.observed = {};
    round.home->at("sig-0.key").content[0] = 1;  // a real one now, as far as anybody can tell
    CHECK(verdict() == Kind::refused);
}

TEST_CASE("Replay has nothing new stand in for an answer nobody captured") {
    Capture capture = two_rounds();
    capture.rounds.resize(1);
    capture.rounds[0].answer.clear();
    capture.rounds[0].observed = {};
    const auto replayed = replay(capture);
    REQUIRE(replayed);
    CHECK(replayed->rounds[0].report.outcome == emulator::Outcome::no_updates);
    CHECK(replayed->notes.back().find("what the server answered in round 1") != std::string::npos);
}

TEST_CASE("Minimise leaves what the symptom needs and nothing else") {
    const auto minimised = minimise(two_rounds());
    REQUIRE(minimised);
    CHECK(minimised->rounds_before == 2);
    REQUIRE(minimised->capture.rounds.size() == 1);
    const capture::Round& round = minimised->capture.rounds[0];
    CHECK(minimised->symptom == "updated, cred-refused:tc:trust-is-no-sequence");
    CAPTURE(to_text(round.answer));
    CHECK(to_text(round.answer).starts_with("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n"));
    CHECK(round.home->size() == 1);
    CHECK(replay(minimised->capture)->came_back());
}

TEST_CASE("Minimise refuses a life without a symptom") {
    Capture capture = two_rounds();
    capture.rounds.resize(1);
    CHECK_FALSE(minimise(capture));
}

TEST_CASE("Scenario text names the symptom and says where it came from") {
    Capture capture = two_rounds();
    capture.form = "HAR";
    capture.missing = {"the home"};
    const std::string text = scenario_text(capture, "rejected");
    CHECK(text.find(R"("title": "two: rejected")") != std::string::npos);
    CHECK(text.find("Made from a HAR. Missing: the home.") != std::string::npos);
    CHECK(text.find(R"("replay")") != std::string::npos);
}

}  // namespace
}  // namespace cupspec::test
