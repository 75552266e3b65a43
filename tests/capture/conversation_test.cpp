#include "capture/conversation.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace cupspec;
using namespace cupspec::capture;
using namespace std::chrono_literals;

namespace {

const std::string kAskHead =
    "POST /update-info HTTP/1.1\r\nHost: localhost:6040\r\nContent-Length: 2\r\n\r\n";
const std::string kAsk = kAskHead + "{}";
const std::string kReply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";

/// A conversation in the order of the calls; its clock moves by hand.
struct Talk {
    explicit Talk(KeptBytes kept = {}) : conversation{{"127.0.0.1:1", {}, "http://here:1"}, kept} {}

    Talk& received(std::string_view text, std::chrono::milliseconds after = 0ms) {
        conversation.received(as_bytes(text), now += after);
        return *this;
    }
    Talk& sent(std::string_view text, std::chrono::milliseconds after = 0ms) {
        conversation.sent(as_bytes(text), now += after);
        return *this;
    }
    std::vector<Round> server_ends(std::chrono::milliseconds after = 0ms) {
        conversation.server_ended(now += after);
        return conversation.take();
    }
    std::vector<Round> gateway_ends(std::chrono::milliseconds after = 0ms) {
        conversation.gateway_ended(now += after);
        return conversation.take();
    }

    Conversation conversation;
    TimePoint now{1000ms};
};

std::string read_times(const Round& round) {
    std::string text;
    for (const Read& read : round.reads)
        text += std::to_string(read.bytes) + '@' + std::to_string(read.after.count()) + ' ';
    return text;
}

}  // namespace

TEST_CASE("Conversation makes a round of one request and its answer, with sizes and times of the writes") {
    Talk talk;
    talk.received(kAsk.substr(0, 10)).received(kAsk.substr(10), 5ms);
    const auto rounds = talk.sent(kReply.substr(0, 40), 7ms).sent(kReply.substr(40), 20ms).server_ends(900ms);
    REQUIRE(rounds.size() == 1);
    const Round& round = rounds[0];
    CHECK(round.request_head == kAskHead);
    CHECK(to_text(round.request_body) == "{}");
    CHECK(round.is_request_exact);
    CHECK(to_text(round.answer) == kReply);
    CHECK(read_times(round) == "40@7 1@20 ");
    CHECK(round.started == TimePoint{1000ms});
    CHECK(round.took == 32ms);
    CHECK(round.uri == "http://localhost:6040");
    CHECK(round.peer == "127.0.0.1:1");
    CHECK(round.ending == Ending::none);
    CHECK(round.observed.empty());
}

TEST_CASE("Conversation tells a round as the next request of the connection begins") {
    Talk talk;
    talk.received(kAsk).sent(kReply);
    CHECK(talk.conversation.take().empty());
    talk.received(kAsk, 60ms);
    CHECK(talk.conversation.take().size() == 1);
    const auto last = talk.sent(kReply).gateway_ends();
    REQUIRE(last.size() == 1);
    CHECK(last[0].started == TimePoint{1060ms});
    CHECK(to_text(last[0].answer) == kReply);
}

TEST_CASE("Conversation gives requests that came together an answer each") {
    Talk talk;
    const auto rounds = talk.received(kAsk + kAsk + kAsk).sent(kReply).sent(kReply).gateway_ends();
    REQUIRE(rounds.size() == 3);
    for (const Round& round : rounds) CHECK(round.request_head + to_text(round.request_body) == kAsk);
    CHECK(to_text(rounds[1].answer) == kReply);
    CHECK(rounds[1].ending == Ending::none);
    CHECK(rounds[2].answer.empty());
    CHECK(rounds[2].ending == Ending::timeout);
}

TEST_CASE("Conversation leaves bytes that nobody announced with the answer they follow") {
    Talk talk;
    const auto rounds = talk.received(kAsk).sent(kReply).sent("more").server_ends();
    REQUIRE(rounds.size() == 1);
    CHECK(to_text(rounds[0].answer) == kReply + "more");
}

TEST_CASE("Conversation holds an interim answer and the body it invites for one round") {
    Talk talk;
    const std::string invitation = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto rounds = talk.received(kAskHead).sent(invitation).received("{}").sent(kReply).server_ends();
    REQUIRE(rounds.size() == 1);
    CHECK(to_text(rounds[0].request_body) == "{}");
    CHECK(to_text(rounds[0].answer) == invitation + kReply);
}

TEST_CASE("Conversation says who ended a connection whose answer was not whole") {
    Talk cut;
    cut.received(kAsk).sent(kReply.substr(0, 40));
    CHECK(cut.server_ends().at(0).ending == Ending::closed);
    Talk stalled;
    const Round left = stalled.received(kAsk).sent(kReply.substr(0, 40)).gateway_ends(60s).at(0);
    CHECK(left.ending == Ending::timeout);
    CHECK(left.took == 60s);
    Talk both;
    both.conversation.received(as_bytes(kAsk), both.now);
    both.conversation.gateway_ended(both.now);
    CHECK(both.server_ends().at(0).ending == Ending::timeout);
}

TEST_CASE("Conversation shows what is no request as the head of one") {
    Talk talk;
    const auto rounds = talk.received("\x16\x03\x01").sent("HTTP/1.1 400 Bad Request\r\n\r\n").server_ends();
    REQUIRE(rounds.size() == 1);
    CHECK(rounds[0].request_head == "\x16\x03\x01");
    CHECK(rounds[0].uri == "http://here:1");
}

TEST_CASE("Conversation makes no round of a connection on which nothing crossed") {
    CHECK(Talk{}.gateway_ends().empty());
}

TEST_CASE("Conversation counts what it does not keep of an answer") {
    Talk talk{{.request = kAsk.size() - 1, .answer = 45}};
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    talk.received(kAsk).sent(head);
    for (int i = 0; i < 10; ++i) talk.sent("firmware: ");
    const Round round = talk.server_ends().at(0);
    CHECK(to_text(round.answer) == head + "firmw");
    CHECK(round.omitted == 95);
    CHECK(read_times(round) == "40@0 100@0 ");
    CHECK(round.ending == Ending::none);
    CHECK_FALSE(round.is_request_exact);
}

TEST_CASE("failed_handshake names the trouble as the gateway does") {
    struct Failure {
        const char* words;
        const char* slug;
    };
    const auto failure = GENERATE(as<Failure>{}, Failure{"peer sent alert: unknown CA", "tls-untrusted"},
                                  Failure{"peer sent alert: certificate expired", "tls-certificate-expired"},
                                  Failure{"peer sent alert: bad certificate", "tls-handshake-failed"},
                                  Failure{"unsupported protocol", "tls-version"},
                                  Failure{"timed out during the handshake", "tls-closed"},
                                  Failure{"peer did not return a certificate", "tls-refused"});
    CAPTURE(failure.words);
    protocol::TlsFacts facts;
    facts.failure = failure.words;
    const Round round = failed_handshake({"127.0.0.1:1", facts, "https://localhost:2"}, TimePoint{5ms});
    CHECK(round.ending == Ending::handshake_failed);
    CHECK(round.trouble == failure.slug);
    CHECK(round.tls.failure == failure.words);
    CHECK(round.uri == "https://localhost:2");
}
