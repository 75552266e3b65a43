#include "probe/probe.hpp"

#include "emulator/home_files.hpp"
#include "tests/probe/byte_server.hpp"
#include "tests/recordings.hpp"
#include "tests/result_text.hpp"

using namespace cupspec;
using conformance::Evidence;
using conformance::Purpose;
using probe::ProbeOptions;
using test::answering;
using test::ByteServer;
using test::http_answer;

namespace {

const std::string kNothing(14, '\0');

ProbeOptions options_for(const std::string& url) {
    ProbeOptions options;
    options.url = url;
    options.timeout = std::chrono::milliseconds{400};
    options.allow = {true, true, true};
    return options;
}

Evidence evidence_of(const ProbeOptions& options) {
    auto evidence = probe::probe(options);
    REQUIRE(evidence);
    return std::move(*evidence);
}

/// Either asked, or left out for a reason.
void check_complete(const Evidence& evidence) {
    for (std::size_t i = 0; i < conformance::kPurposes; ++i) {
        const auto purpose = static_cast<Purpose>(i);
        CAPTURE(purpose_rule(purpose).slug);
        const bool asked = evidence.first(purpose).has_value();
        const bool left = std::ranges::any_of(
            evidence.left_out, [&](const auto& one) { return one.purpose == purpose && !one.why.empty(); });
        CHECK(asked != left);
    }
}

}  // namespace

TEST_CASE("A probe asks a server that changes nothing everything it may") {
    ByteServer server{answering(http_answer("200 OK", kNothing))};
    const auto evidence = evidence_of(options_for(server.url()));
    check_complete(evidence);
    CHECK(evidence.of(Purpose::life).size() == 1);
    CHECK(evidence.of(Purpose::two_at_once).size() == 8);
    CHECK(evidence.of(Purpose::long_router).size() == 2);
    CHECK(evidence.left_out.size() == 3);  // no token, no certificate, no other router
    CHECK(evidence.url == server.url());
    CHECK(evidence.contacts[*evidence.first(Purpose::life)].round->outcome == emulator::Outcome::no_updates);
    for (const auto& contact : evidence.contacts) {
        CAPTURE(purpose_rule(contact.purpose).slug, contact.failure);
        if (contact.purpose == Purpose::cut_request) continue;
        CHECK(contact.exchange.status == 200);
        CHECK(contact.framed);
        CHECK(contact.failure.empty());
    }
}

TEST_CASE("A repeated request is the first of the life, byte for byte") {
    ByteServer server{answering(http_answer("200 OK", kNothing))};
    const auto evidence = evidence_of(options_for(server.url()));
    const auto& life = evidence.contacts[*evidence.first(Purpose::life)].exchange;
    const auto& repeat = evidence.contacts[*evidence.first(Purpose::repeat)].exchange;
    CHECK(life.request_head == repeat.request_head);
    CHECK(life.request_body == repeat.request_body);
    const auto requests = server.requests();
    REQUIRE(requests.size() > 2);
    CHECK(requests[0] == requests[1]);
    CHECK(requests[0] == life.request_head + to_text(life.request_body));
}

TEST_CASE("Without permission nothing puts load on a server or disturbs it") {
    ByteServer server{answering(http_answer("200 OK", kNothing))};
    auto options = options_for(server.url());
    options.allow = {};
    const auto evidence = evidence_of(options);
    check_complete(evidence);
    for (const auto purpose :
         {Purpose::two_at_once, Purpose::large_body, Purpose::slow_request, Purpose::cut_request})
        CHECK_FALSE(evidence.first(purpose));
    CHECK(evidence.why_not(Purpose::large_body).find("--allow load") != std::string::npos);
    for (const auto& request : server.requests()) CHECK(request.size() < 16 * 1024);
}

TEST_CASE("A life follows what it is told, and leaves the home it was copied from alone") {
    const std::string tc_uri = "ws://localhost:6038";
    const std::string change =
        std::string{'\0'} + static_cast<char>(tc_uri.size()) + tc_uri + std::string(12, '\0');
    ByteServer server{[&change](ByteServer& self, int connection) {
        const bool knows = self.read(connection).find("\"tcUri\":\"ws") != std::string::npos;
        ByteServer::send(connection, http_answer("200 OK", knows ? kNothing : change));
        self.wait_for_end(connection);
    }};
    auto options = options_for(server.url());
    options.home = test::recorded_path("session-plain/home-0");
    const auto before = emulator::read_home(options.home).value();
    const auto evidence = evidence_of(options);
    const auto life = evidence.of(Purpose::life);
    REQUIRE(life.size() == 2);
    CHECK(evidence.contacts[life[0]].before.tc_uri.empty());
    CHECK(evidence.contacts[life[0]].after.tc_uri == tc_uri);
    CHECK(evidence.contacts[life[1]].request->tc_uri == tc_uri);
    CHECK(evidence.contacts[*evidence.base()].request->tc_uri == tc_uri);
    const auto after = emulator::read_home(options.home).value();
    REQUIRE(after.size() == before.size());
    for (const auto& [name, entry] : before) CHECK(after.at(name).content == entry.content);
}

TEST_CASE("A firmware of unknown package ends a life that has nothing else left") {
    std::string firmware(10, '\0');
    firmware += std::string{"\x03\0\0\0", 4} + "abc";
    ByteServer server{answering(http_answer("200 OK", firmware))};
    auto options = options_for(server.url());
    options.allow = {};
    const auto evidence = evidence_of(options);
    CHECK(evidence.firmware_left);
    CHECK(evidence.of(Purpose::life).size() == 1);
    options.package_after = "2.0.0";
    const auto known = evidence_of(options);
    CHECK_FALSE(known.firmware_left);
    CHECK(known.contacts[known.of(Purpose::life).back()].after.package == "2.0.0");
    CHECK(known.of(Purpose::life).size() == 5);
}

TEST_CASE("A server that closes at once is asked everything and answers nothing") {
    ByteServer server{[](ByteServer&, int) {}};
    const auto evidence = evidence_of(options_for(server.url()));
    check_complete(evidence);
    for (const auto& contact : evidence.contacts) {
        CHECK(contact.exchange.status == 0);
        CHECK_FALSE(contact.failure.empty());
    }
}

TEST_CASE("A server that never answers is given up after the first requests") {
    ByteServer server{[](ByteServer& self, int connection) { self.wait_for_end(connection); }};
    const auto evidence = evidence_of(options_for(server.url()));
    check_complete(evidence);
    CHECK(evidence.contacts.size() == 2);
    CHECK(evidence.contacts.front().failure == "no answer within 400 ms");
}

TEST_CASE("Nobody there leaves everything out") {
    const auto evidence = evidence_of(options_for("http://127.0.0.1:1"));
    check_complete(evidence);
    CHECK(evidence.contacts.size() == 1);
    CHECK(evidence.why_not(Purpose::get).find("nobody takes connections") != std::string::npos);
}

TEST_CASE("An echo is no HTTP answer") {
    ByteServer server{[](ByteServer& self, int connection) {
        ByteServer::send(connection, self.read(connection));
        self.wait_for_end(connection);
    }};
    const auto evidence = evidence_of(options_for(server.url()));
    const auto& repeat = evidence.contacts[*evidence.first(Purpose::repeat)];
    CHECK(repeat.exchange.status == 0);
    CHECK(repeat.failure == "the answer is no HTTP/1.x");
    CHECK_FALSE(repeat.framed);
}

TEST_CASE("Bytes behind the announced ones unframe an answer") {
    ByteServer server{answering(http_answer("200 OK", kNothing) + "more")};
    const auto evidence = evidence_of(options_for(server.url()));
    CHECK_FALSE(evidence.contacts[*evidence.first(Purpose::repeat)].framed);
    CHECK_FALSE(evidence.contacts[*evidence.first(Purpose::life)].framed);
}

TEST_CASE("A megabyte is read, and a kilobyte of noise is not waited for") {
    ByteServer large{answering(http_answer("200 OK", std::string(std::size_t{1} << 20U, 'x')))};
    const auto evidence = evidence_of(options_for(large.url()));
    const auto& repeat = evidence.contacts[*evidence.first(Purpose::repeat)].exchange;
    CHECK(repeat.response_body.size() + repeat.update_omitted == std::size_t{1} << 20U);
    ByteServer noise{answering(std::string(1000, '#'))};
    check_complete(evidence_of(options_for(noise.url())));
}

TEST_CASE("A plain server is no TLS server, and its certificate is missed with a reason") {
    ByteServer server{answering(http_answer("200 OK", kNothing))};
    auto options = options_for(server.tls_url());
    options.home = test::recorded_path("session-tls/home-0");
    const auto evidence = evidence_of(options);
    CHECK(evidence.tls);
    CHECK(evidence.client_certificate);
    CHECK(evidence.chain.empty());
    CHECK_FALSE(evidence.chain_failure.empty());
    check_complete(evidence);
}

TEST_CASE("A home without trust cannot be played over TLS") {
    const auto evidence = probe::probe(options_for("https://127.0.0.1:1"));
    REQUIRE_FALSE(evidence);
    CHECK(describe(evidence.error()).find("no-trust") != std::string::npos);
}
