#include "capture/recording.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/home_copy.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace cupspec;
using test::Ended;
using test::HomeCopy;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

namespace fs = std::filesystem;

/// `serve --proxy` with the real server's certificate, shown to that server as the gateway itself would be.
std::vector<std::string> proxy_to(const std::string& port, const std::string& home,
                                  std::vector<std::string> more) {
    std::vector<std::string> words{"serve",
                                   "--proxy",
                                   "https://localhost:" + port + "/update-info",
                                   "--proxy-home",
                                   home,
                                   "--root",
                                   vector_path("session-tls/cups-0"),
                                   "--identity",
                                   "cups-0"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

}  // namespace

TEST_CASE("serve --proxy gives a gateway what the server behind it gives, and records it") {
    Server behind{{"serve", "--root", vector_path("session-tls/cups-0"), "--identity", "cups-0"}};
    const auto place = TemporaryDirectory::make().value();
    const std::string folder = (place.path() / "recordings").string();
    const HomeCopy home{"session-tls/home-0"};
    const HomeCopy shown{"session-tls/home-0"};
    Server proxy{proxy_to(behind.port(), shown.path(), {"--record", folder, "--threads", "2"})};
    home.put("cups.uri", "https://localhost:" + proxy.port());
    CHECK(run_program({"station", "--home", home.path(), "--once"}).exit == 0);
    for (const std::string name : {"cups.trust", "cups.crt", "cups.key", "cups.uri"}) {
        CAPTURE(name);
        CHECK((home.text(name) == to_text(read_file(vector_path("session-tls/home-1/" + name)).value())));
    }
    CHECK(proxy.stop().exit == 0);
    const auto text = to_text(read_file(fs::path{folder} / "0000000000000001.recording").value());
    const capture::Capture capture = capture::parse_recording(text, "recording").value();
    REQUIRE(capture.rounds.size() == 1);
    CHECK_THAT(capture.rounds[0].request_head, Catch::Contains("Host: localhost:" + proxy.port() + "\r\n"));
    CHECK_THAT(to_text(capture.rounds[0].answer), Catch::StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("serve --proxy records why a gateway's server could not be reached") {
    std::string port;
    {
        const Server gone{{"serve", "--root", vector_path("session-tls/cups-0")}};
        port = gone.port();
    }
    const auto place = TemporaryDirectory::make().value();
    const HomeCopy home{"session-tls/home-0"};
    Server proxy{proxy_to(port, home.path(), {"--record", place.path().string()})};
    home.put("cups.uri", "https://localhost:" + proxy.port());
    const Ended gateway = run_program({"station", "--home", home.path(), "--once", "--json"});
    CHECK_THAT(gateway.out, Catch::Contains("http-status:502"));
    CHECK(proxy.stop().exit == 0);
    const auto text = to_text(read_file(place.path() / "0000000000000001.recording").value());
    const capture::Capture capture = capture::parse_recording(text, "recording").value();
    CHECK_THAT(to_text(capture.rounds.at(0).answer),
               Catch::EndsWith("https://localhost:" + port + ": Connection refused\n"));
}

TEST_CASE("serve --proxy refuses what would make answers of its own, and says so") {
    struct Refused {
        std::vector<std::string> words;
        std::string text;
    };
    const auto refused =
        GENERATE(as<Refused>{},
                 Refused{{"--store", "somewhere"}, "--store: Invalid argument: does not go with --proxy"},
                 Refused{{"--one-shot"}, "--one-shot: Invalid argument: does not go with --proxy"},
                 Refused{{"--auth", "token"}, "--auth token: Invalid argument: a proxy has no records"});
    std::vector<std::string> words{"serve", "--proxy", "http://127.0.0.1:1"};
    words.insert(words.end(), refused.words.begin(), refused.words.end());
    const Ended ended = run_program(words);
    CHECK(ended.exit == 2);
    CHECK_THAT(ended.err, Catch::Contains(refused.text));
}

TEST_CASE("serve --proxy says what is wrong with a URL, and what it needs for TLS") {
    const Ended bad = run_program({"serve", "--proxy", "cups.example.org"});
    CHECK(bad.exit == 2);
    CHECK_THAT(bad.err, Catch::Contains("http[s]://HOST:PORT is needed"));
    const Ended bare = run_program({"serve", "--proxy", "https://localhost:1"});
    CHECK(bare.exit == 2);
    CHECK_THAT(bare.err, Catch::Contains("needs --proxy-home DIR with cups.trust"));
}
