#include "capture/har_writer.hpp"

#include "base/base64.hpp"
#include "capture/har_reader.hpp"
#include "capture/recording.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace cupspec;
using namespace cupspec::capture;
using namespace std::chrono_literals;

namespace {

using HarJson = nlohmann::ordered_json;

Round har_round() {
    Round round;
    round.started = TimePoint{1'772'368'200'250ms};
    round.took = 31ms;
    round.uri = "https://localhost:6040";
    round.peer = "127.0.0.1:40123";
    round.tls.version = "TLSv1.2";
    round.request_head =
        "POST /update-info HTTP/1.1\r\nHost: localhost:6040\r\nContent-Type: application/json\r\n\r\n";
    round.request_body = to_bytes(R"({"router":"::1"})");
    round.is_request_exact = true;
    round.answer = to_bytes("HTTP/1.1 200 Fine by me\r\ncontent-type: application/octet-stream\r\n\r\n");
    round.answer.insert(round.answer.end(), 14, 0);
    round.reads = {{5ms, 20}, {1ms, 64}};
    round.omitted = 100;
    round.observed.outcome = emulator::Outcome::no_updates;
    return round;
}

Capture har_capture(Round round) {
    Capture capture;
    capture.gateway.router = protocol::Eui64{1};
    capture.is_masked = true;
    capture.rounds.push_back(std::move(round));
    return capture;
}

/// Every member HAR 1.2 requires, of its type, and no other than those it knows or that begin with "_".
struct Shape {
    HarJson::value_t type;
    bool required = true;
};
using Shapes = std::map<std::string, Shape>;

constexpr auto kText = HarJson::value_t::string;
constexpr auto kNumber = HarJson::value_t::number_unsigned;
constexpr auto kList = HarJson::value_t::array;
constexpr auto kObject = HarJson::value_t::object;

void expect_shape(const HarJson& json, const std::string& what, const Shapes& shapes) {
    CAPTURE(what);
    REQUIRE(json.is_object());
    for (const auto& [name, shape] : shapes) {
        CAPTURE(name);
        CHECK((json.contains(name) || !shape.required));
        if (json.contains(name))
            CHECK((json[name].type() == shape.type ||
                   (json[name].is_number_integer() && shape.type == kNumber)));
    }
    for (const auto& [name, value] : json.items()) {
        CAPTURE(name);
        CHECK((shapes.contains(name) || name.starts_with('_')));
    }
}

void expect_har_message(const HarJson& message, Shapes shapes) {
    shapes.insert({{"httpVersion", {kText}},
                   {"cookies", {kList}},
                   {"headers", {kList}},
                   {"headersSize", {kNumber}},
                   {"bodySize", {kNumber}}});
    expect_shape(message, "message", shapes);
    for (const HarJson& header : message["headers"])
        expect_shape(header, "header", {{"name", {kText}}, {"value", {kText}}});
}

/// Source: HAR 1.2.
void expect_har(const HarJson& json) {
    expect_shape(json, "file", {{"log", {kObject}}});
    const HarJson& log = json["log"];
    expect_shape(
        log, "log",
        {{"version", {kText}}, {"creator", {kObject}}, {"pages", {kList, false}}, {"entries", {kList}}});
    expect_shape(log["creator"], "creator", {{"name", {kText}}, {"version", {kText}}});
    for (const HarJson& page : log["pages"])
        expect_shape(
            page, "page",
            {{"startedDateTime", {kText}}, {"id", {kText}}, {"title", {kText}}, {"pageTimings", {kObject}}});
    for (const HarJson& entry : log["entries"]) {
        expect_shape(entry, "entry",
                     {{"pageref", {kText, false}},
                      {"startedDateTime", {kText}},
                      {"time", {kNumber}},
                      {"request", {kObject}},
                      {"response", {kObject}},
                      {"cache", {kObject}},
                      {"timings", {kObject}},
                      {"serverIPAddress", {kText, false}},
                      {"comment", {kText, false}}});
        expect_shape(entry["timings"], "timings",
                     {{"send", {kNumber}}, {"wait", {kNumber}}, {"receive", {kNumber}}});
        expect_har_message(entry["request"], {{"method", {kText}},
                                              {"url", {kText}},
                                              {"queryString", {kList}},
                                              {"postData", {kObject, false}}});
        expect_har_message(entry["response"], {{"status", {kNumber}},
                                               {"statusText", {kText}},
                                               {"content", {kObject}},
                                               {"redirectURL", {kText}}});
        expect_shape(entry["response"]["content"], "content",
                     {{"size", {kNumber}},
                      {"mimeType", {kText}},
                      {"text", {kText, false}},
                      {"encoding", {kText, false}},
                      {"comment", {kText, false}}});
    }
}

}  // namespace

TEST_CASE("to_har shows a round as HAR 1.2 has it") {
    const HarJson json = HarJson::parse(to_har({har_capture(har_round())}, "1.0"));
    expect_har(json);
    const HarJson& entry = json["log"]["entries"][0];
    CHECK(entry["pageref"] == json["log"]["pages"][0]["id"]);
    CHECK(json["log"]["pages"][0]["title"] == "::1");
    CHECK(entry["startedDateTime"] == "2026-03-01T12:30:00.250Z");
    CHECK(entry["request"]["url"] == "https://localhost:6040/update-info");
    CHECK(entry["request"]["headers"][1]["value"] == "application/json");
    CHECK(entry["request"]["postData"]["mimeType"] == "application/json");
    CHECK(entry["request"]["postData"]["text"] == R"({"router":"::1"})");
    CHECK(entry["response"]["status"] == 200);
    CHECK(entry["response"]["statusText"] == "Fine by me");
    CHECK(entry["response"]["content"]["mimeType"] == "application/octet-stream");
    CHECK(entry["response"]["content"]["text"] == to_base64(Bytes(14, 0)));
    CHECK(entry["response"]["content"]["size"] == 114);
    CHECK(entry["comment"] == "no-updates");
}

TEST_CASE("to_har shows a round without an answer, a request or a known server") {
    Round round;
    round.ending = Ending::handshake_failed;
    round.trouble = "tls-untrusted";
    Capture capture = har_capture(round);
    capture.gateway.router.reset();
    const HarJson json = HarJson::parse(to_har({capture}, "1.0"));
    expect_har(json);
    CHECK(json["log"]["entries"][0]["response"]["status"] == 0);
    CHECK(json["log"]["entries"][0]["comment"] == "handshake-failed, tls-untrusted");
    CHECK(json["log"]["pages"][0]["title"] == "unknown gateway");
}

TEST_CASE("to_har stays HAR whatever an answer is") {
    Round round = har_round();
    round.answer = to_bytes(GENERATE(as<std::string>{}, "", "\xff\xfe\n\x01:", "HTTP/", "HTTP/1.1",
                                     "HTTP/2 xyz\r\n\r\n", "HTTP/1.1 200 OK\nA\xe9: \xe9\n\nbody"));
    expect_har(HarJson::parse(to_har({har_capture(round)}, "1.0")));
}

TEST_CASE("read_har gives back every round that to_har was given") {
    Round round = har_round();
    round.home.emplace();
    (*round.home)["cups.uri"].content = to_bytes("https://localhost:6040");
    Capture first = har_capture(round);
    first.gateway.lns = false;
    first.gateway.settings.emplace().cups_buffer = 77;
    Capture nameless = har_capture(Round{});
    nameless.gateway.router.reset();
    const auto read = read_har(to_har({first, nameless}, "1.0"), "life.har").value();
    REQUIRE(read.size() == 2);
    CHECK(read[0].form == "HAR");
    CHECK(header_line(read[0].gateway, read[0].is_masked) == header_line(first.gateway, true));
    REQUIRE(read[0].rounds.size() == 1);
    CHECK(round_line(read[0].rounds[0]) == round_line(round));
    REQUIRE(read[1].rounds.size() == 1);
    CHECK(read[1].rounds[0].where == "entry 2");
}
