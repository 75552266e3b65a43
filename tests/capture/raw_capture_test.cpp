#include "capture/raw_capture.hpp"

#include "base/files.hpp"
#include "capture/home_capture.hpp"
#include "tests/capture/played_capture.hpp"
#include "tests/recordings.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using namespace cupspec::capture;
using emulator::Outcome;
using test::says;

namespace {

Bytes recorded_bytes(const std::string& path) { return read_file(test::recorded_path(path)).value(); }

}  // namespace

TEST_CASE("raw capture, forms are told by content") {
    CHECK(raw_form(recorded_bytes("session-plain/req-1.http")) == RawForm::request);
    CHECK(raw_form(recorded_bytes("session-plain/rawresp-1.http")) == RawForm::answer);
    CHECK(raw_form(recorded_bytes("session-plain/resp-1.bin")) == RawForm::answer_body);
    CHECK(raw_form(as_bytes(" {\"router\":\"::1\"}")) == RawForm::request_body);
    CHECK(raw_form(Bytes{'{', 0, 1}) == RawForm::answer_body);
}

TEST_CASE("raw capture, a request makes the gateway that sends it") {
    const Bytes request = recorded_bytes("session-plain/req-3.http");
    const auto capture = read_raw(request, "req-3.http");
    REQUIRE(capture);
    CHECK(capture->form == "request");
    CHECK(capture->gateway.personality == "station-2.0.6");
    CHECK(says(capture->missing, "what the server answered"));
    const auto rounds = test::played(*capture);
    CHECK(to_text(rounds.at(0).report.exchange.request_body) == to_text(capture->rounds[0].request_body));
    CHECK(capture->rounds[0].is_request_exact);
}

TEST_CASE("raw capture, the JSON of a request is enough") {
    const std::string body =
        R"x({"router":"::2","cupsUri":"https://a:443","tcUri":null,"cupsCredCrc":5,"tcCredCrc":2077607535,)x"
        R"x("station":"2.0.3(linux/std)","model":"linux","package":null,"keys":[7]})x";
    const auto capture = read_raw(as_bytes(body), "request.json").value();
    CHECK(to_text(test::played(capture).at(0).report.exchange.request_body) == body);
    CHECK(capture.gateway.personality == "station-2.0.3");
    const auto broken = read_raw(as_bytes(R"({"router":true})"), "request.json");
    REQUIRE_FALSE(broken);
    CHECK(broken.error().where == "request.json: /router");
}

TEST_CASE("raw capture, an answer alone is played by a gateway from a factory") {
    const std::string name = GENERATE("session-tls/rawresp-2.http", "session-tls/resp-2.bin");
    const auto capture = read_raw(recorded_bytes(name), name).value();
    CHECK(capture.form == "answer");
    const auto rounds = test::played(capture);
    REQUIRE(rounds.size() == 1);
    CHECK(rounds[0].report.outcome == Outcome::updated);
    CHECK(rounds[0].report.response->update_bytes == 137U);
    CHECK(rounds[0].report.request->keys.size() == 1);
    CHECK(says(capture.missing, "the request and the gateway"));
}

TEST_CASE("raw capture, an empty file is refused") { CHECK_FALSE(read_raw({}, "nothing")); }

TEST_CASE("raw capture, the files of a recorded session are one life that plays again to the byte") {
    const std::string session = GENERATE("session-plain", "session-tls");
    const auto capture = read_session_directory(test::recorded_path(session));
    REQUIRE(capture);
    REQUIRE(capture->rounds.size() == 3);
    CHECK(capture->gateway.settings->resync == std::chrono::seconds{4});
    CHECK(capture->rounds[0].home->contains("station.conf"));
    CHECK_FALSE(capture->rounds[1].home.has_value());
    REQUIRE(capture->rounds[2].home.has_value());
    CHECK(as_text(capture->rounds[2].home->at("version.txt").content) == "2.0.0\n");
    const auto rounds = test::played(*capture);
    for (std::size_t i = 0; i < rounds.size(); ++i)
        CHECK(to_text(rounds[i].report.exchange.request_body) == to_text(capture->rounds[i].request_body));
    CHECK(test::deviations(*capture) == "");
    CHECK(rounds[1].report.update.kind == emulator::UpdateVerdict::Kind::verified);
    CHECK(rounds[2].report.outcome == Outcome::no_updates);
}

TEST_CASE("raw capture, a directory without exchanges is no session") {
    const auto directory = TemporaryDirectory::make().value();
    CHECK_FALSE(is_session_directory(directory.path()));
    CHECK_FALSE(read_session_directory(directory.path()));
}

TEST_CASE("home capture, a copy of a home tells its gateway and its servers") {
    const auto capture = read_home_capture(test::recorded_path("session-tls/home-3"));
    REQUIRE(capture);
    CHECK(capture->form == "home directory");
    CHECK(capture->gateway.router == protocol::Eui64{1});
    CHECK(capture->gateway.settings->cups_timeout == std::chrono::seconds{3});
    CHECK(says(capture->understood, "cups, set bak: https://localhost:6040"));
    CHECK(says(capture->understood, "package 2.0.0"));
    CHECK(says(capture->missing, "what the server answered"));
    REQUIRE(capture->rounds.size() == 1);
    CHECK(capture->rounds[0].uri == "https://localhost:6041");
    CHECK(to_text(test::played(*capture).at(0).report.exchange.request_body).find("\"package\":\"2.0.0\"") !=
          std::string::npos);
}

TEST_CASE("home capture, missing files and lists of modes are no trouble, a broken station.conf is named") {
    const auto directory = TemporaryDirectory::make().value();
    REQUIRE(write_file(directory.path() / "cups.uri", as_bytes("http://a:80\n"), 0644, false));
    REQUIRE(write_file(directory.path() / "home.modes", as_bytes("0644 12 cups.uri\n"), 0644, false));
    const auto capture = read_home_capture(directory.path());
    REQUIRE(capture);
    CHECK(capture->rounds[0].home->size() == 1);
    CHECK(says(capture->missing, "EUI"));
    REQUIRE(write_file(directory.path() / "station.conf", as_bytes("{"), 0644, false));
    const auto broken = read_home_capture(directory.path());
    REQUIRE_FALSE(broken);
    CHECK(broken.error().where.find("station.conf:1:") != std::string::npos);
}

TEST_CASE("home capture, a directory of other things is refused") {
    const auto directory = TemporaryDirectory::make().value();
    REQUIRE(write_file(directory.path() / "notes.txt", as_bytes("hello"), 0644, false));
    CHECK_FALSE(read_home_capture(directory.path()));
    CHECK_FALSE(read_home_capture(directory.path() / "absent"));
}
