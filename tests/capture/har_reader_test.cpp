#include "capture/har_reader.hpp"

#include "base/base64.hpp"
#include "base/files.hpp"
#include "capture/har_failure.hpp"
#include "capture/har_masked.hpp"
#include "capture/http_text.hpp"
#include "capture/recording.hpp"
#include "json/errc.hpp"
#include "protocol/crc32.hpp"
#include "protocol/response.hpp"
#include "tests/capture/played_capture.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::capture;
using emulator::Outcome;
using test::says;

namespace {

std::string har_request_body(const std::string& router, const std::string& package) {
    return R"({\"router\":\")" + router +
           R"(\",\"cupsUri\":\"https://cups.example.net:443\",\"tcUri\":null,)" +
           R"(\"cupsCredCrc\":77,\"tcCredCrc\":2077607535,\"station\":\"2.0.6(linux/std) 2022-01-18\",)" +
           R"(\"model\":\"linux\",\"package\":\")" + package + R"(\",\"keys\":[]})";
}

/// As mitmdump and Chromium have it. @param second of the minute
std::string har_entry(const std::string& body, const std::string& response, int second = 1) {
    return R"({"startedDateTime":"2026-01-02T03:04:0)" + std::to_string(second) +
           R"(.500000+01:00","time":12.25,"request":{"method":"POST",)"
           R"x("url":"https://cups.example.net/update-info","httpVersion":"http/2.0","headers":[)x"
           R"x({"name":":authority","value":"cups.example.net"},{"name":"content-type","value":"a/b"}],)x"
           R"x("postData":{"mimeType":"application/json","text":")x" +
           body + R"("}},"response":)" + response + "}";
}

std::string har_answer(const std::string& content, const std::string& headers = "") {
    return R"({"status":200,"statusText":"","httpVersion":"http/2.0","headers":[)" + headers +
           R"(],"content":)" + content + "}";
}

std::string har_of(const std::string& entries) {
    return R"({"log":{"version":"1.2","creator":{"name":"mitmproxy"},"entries":[)" + entries + "]}}";
}

const std::string kNothingNew = R"({"size":14,"text":"AAAAAAAAAAAAAAAAAAA=","encoding":"base64"})";

std::vector<Capture> read_entries(const std::string& entries) {
    return read_har(har_of(entries), "some.har").value();
}

}  // namespace

TEST_CASE("HAR reader, a report of our own plays again with stand-ins for what it left out") {
    const auto text = read_file(std::string{CUPSPEC_SOURCE} + "/tests/report/approved/checked.har").value();
    const auto captures = read_har(as_text(text), "checked.har");
    REQUIRE(captures);
    REQUIRE(captures->size() == 1);
    const Capture& capture = captures->front();
    CHECK(capture.is_masked);
    CHECK(capture.rounds.size() == 4);
    CHECK(capture.rounds[0].tls.version == "TLSv1.2");
    CHECK(says(capture.understood, "recorded by cupspec"));
    const auto decoded = protocol::decode_response(split_http(capture.rounds[0].answer).body).value();
    const Bytes& blob = decoded.response.cups_cred;
    CHECK(blob.size() == 1045);
    CHECK(protocol::crc32(ByteView{blob}.first(464)) == 914995547U);
    CHECK(protocol::crc32(blob) == 3159461235U);  // what the next request of that recorded life reports
    CHECK(test::deviations(capture).empty());
    CHECK(test::played(capture)[0].report.outcome == Outcome::updated);
    CHECK(test::played(capture)[3].report.outcome == Outcome::closed);  // its 403 announced no length
}

TEST_CASE("HAR reader, each router is a capture, in the order of time") {
    const auto captures =
        read_entries(har_entry(har_request_body("::2", "b"), har_answer(kNothingNew), 5) + ',' +
                     har_entry(har_request_body("::1", "x"), har_answer(kNothingNew), 4) + ',' +
                     har_entry(har_request_body("::2", "a"), har_answer(kNothingNew), 3));
    REQUIRE(captures.size() == 2);
    CHECK(captures[0].gateway.router == protocol::Eui64{2});
    REQUIRE(captures[0].rounds.size() == 2);
    CHECK(captures[0].rounds[0].where == "entry 3");
    CHECK(captures[0].gateway.personality == "station-2.0.6");
    CHECK(says(captures[0].understood, "somebody wrote version.txt = \"b\""));
    CHECK(test::deviations(captures[0]).empty());
    CHECK(test::deviations(captures[1]).empty());
}

TEST_CASE("HAR reader, HTTP/2 of a proxy becomes the HTTP/1.1 a gateway reads") {
    const auto capture = read_entries(har_entry(har_request_body("::1", "x"), har_answer(kNothingNew)))[0];
    const Round& round = capture.rounds[0];
    CHECK(round.uri == "https://cups.example.net:443");
    CHECK(round.request_head ==
          "POST /update-info HTTP/1.1\r\nHost: cups.example.net\r\ncontent-type: a/b\r\n\r\n");
    CHECK(as_text(round.answer).starts_with("HTTP/1.1 200 \r\nContent-Length: 14\r\n\r\n"));
    CHECK(test::played(capture)[0].report.outcome == Outcome::no_updates);
    CHECK(round.started == har_time("2026-01-02T02:04:01.5Z"));
    CHECK(round.took == std::chrono::milliseconds{12});
}

TEST_CASE("HAR reader, a chunked answer is chunked again, which Station does not understand") {
    const auto capture = read_entries(
        har_entry(har_request_body("::1", "x"),
                  har_answer(kNothingNew, R"({"name":"transfer-encoding","value":"chunked"})")))[0];
    const std::string answer = to_text(capture.rounds[0].answer);
    CHECK(answer.find("\r\n\r\ne\r\n") != std::string::npos);
    CHECK(answer.ends_with("\r\n0\r\n\r\n"));
    CHECK(test::played(capture)[0].report.outcome == Outcome::closed);
}

TEST_CASE("HAR reader, bodies that the recorder did not keep are told of") {
    const std::string page = R"({"status":502,"statusText":"Bad Gateway","httpVersion":"HTTP/1.1","headers":)"
                             R"([{"name":"Content-Length","value":"10000"}],"content":{"size":10000}})";
    const auto captures =
        read_entries(har_entry(har_request_body("::1", "x"), har_answer(R"({"size":14})"), 1) + ',' +
                     har_entry(har_request_body("::1", "x"), page, 2) + ',' +
                     har_entry("", har_answer(R"({"size":99})"), 3));
    REQUIRE(captures.size() == 2);
    CHECK(says(captures[0].missing, "entry 1: the answer's body: its 14 bytes are taken for zeros"));
    CHECK(test::played(captures[0])[0].report.outcome == Outcome::no_updates);
    CHECK(test::played(captures[0])[1].report.outcome == Outcome::crashed);
    CHECK(says(captures[1].missing, "entry 3: the request's body"));
    CHECK(says(captures[1].missing, "entry 3: the answer's body of 99 bytes"));
    CHECK(says(captures[1].missing, "which gateway it is"));
}

TEST_CASE("HAR reader, why there was no answer is read from whoever recorded it") {
    const auto trouble = [](const std::string& members) {
        const std::string none = R"({"status":0,"headers":[],"content":{},"_error":")" + members + "\"}";
        return read_entries(har_entry(har_request_body("::1", "x"), none))[0].rounds[0];
    };
    CHECK(trouble("net::ERR_CERT_DATE_INVALID").trouble == "tls-certificate-expired");
    CHECK(trouble("net::ERR_CONNECTION_REFUSED").ending == Ending::connect_failed);
    CHECK(trouble("Server TLS handshake failed. Certificate verify failed: self-signed").trouble ==
          "tls-untrusted");
    CHECK(trouble("Connection timed out").ending == Ending::timeout);
    CHECK(trouble("server closed connection").ending == Ending::closed);
    CHECK(failure_told("certificate has expired", "").trouble == "tls-certificate-expired");
}

TEST_CASE("HAR reader, what our own recorder put beside an entry is all that counts") {
    const auto capture = read_entries(har_entry(har_request_body("::1", "x"), har_answer(kNothingNew)))[0];
    Round round = capture.rounds[0];
    round.observed.outcome = Outcome::closed;
    round.is_request_exact = true;
    std::string member = round_line(round);
    member.pop_back();
    const std::string entry = har_entry(har_request_body("::9", "y"), har_answer(kNothingNew));
    const auto read = read_entries(entry.substr(0, entry.size() - 1) + R"(,"_round":)" + member + "}")[0];
    CHECK(read.gateway.router == protocol::Eui64{1});
    CHECK(read.rounds[0].request_body == round.request_body);
    CHECK(read.rounds[0].observed.outcome == Outcome::closed);
    CHECK(read.rounds[0].is_request_exact);
    CHECK(read.rounds[0].where == "entry 1");
}

TEST_CASE("HAR reader, other requests are counted and passed over") {
    const std::string page =
        R"({"request":{"method":"GET","url":"https://cups.example.net/"},"response":{}})";
    const auto capture =
        read_entries(page + ',' + har_entry(har_request_body("::1", "x"), har_answer(kNothingNew)))[0];
    CHECK(says(capture.understood, "1 entries that are no update-info"));
    const auto none = read_har(har_of(page), "some.har");
    REQUIRE_FALSE(none);
    CHECK(none.error().where == "some.har");
}

TEST_CASE("HAR reader, errors name the place") {
    const auto no_log = read_har(R"({"log":{"entries":[{"request":{"method":"POST"}}]}})", "some.har");
    REQUIRE_FALSE(no_log);
    CHECK(no_log.error().code == json::Errc::missing_key);
    CHECK(no_log.error().where.find("/log/entries/0/request/url") != std::string::npos);
    CHECK_FALSE(read_har("{", "some.har"));
    const auto bad = read_har(
        har_of(har_entry(har_request_body("::1", "x"), har_answer(R"({"text":"?","encoding":"base64"})"))),
        "x");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().where.find("/response/content/text") != std::string::npos);
}

TEST_CASE("HAR reader, a token's size is known from its header, and what was masked fits it") {
    Bytes body(100);
    const auto failed =
        fill_masked(body, {{"tcCred.trust", 0, 40, 1}, {"tcCred.key", 44, 50, 2}, {"x", 90, 20, 3}});
    CHECK(failed == std::vector<std::string>{"x"});
    CHECK(protocol::crc32(ByteView{body}.subspan(44, 50)) == 2);
    CHECK(as_text(body).substr(44).starts_with("Authorization: "));
    CHECK(body[0] == 0x30);
}

TEST_CASE("HAR reader, times come with zones and digits of any number") {
    CHECK(har_time("1970-01-01T00:00:01Z") == TimePoint{std::chrono::seconds{1}});
    CHECK(har_time("1970-01-01T01:00:01.25+01:00") == TimePoint{std::chrono::milliseconds{1250}});
    CHECK(har_time("1969-12-31T18:30:00.0005-0530") == TimePoint{});
    CHECK_FALSE(har_time("yesterday"));
    CHECK_FALSE(har_time("2026-13-01T00:00:00Z"));
}
