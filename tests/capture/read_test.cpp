#include "capture/read.hpp"

#include "base/files.hpp"
#include "capture/recording.hpp"
#include "tests/capture/played_capture.hpp"
#include "tests/recordings.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace cupspec;
using namespace cupspec::capture;

namespace {

/// A file of some name in a directory of its own.
class OneFile {
public:
    explicit OneFile(ByteView bytes, const std::string& name = "what-came-in")
        : directory_{TemporaryDirectory::make().value()}, path_{directory_.path() / name} {
        REQUIRE(write_file(path_, bytes, 0600, false));
    }
    explicit OneFile(std::string_view text) : OneFile{as_bytes(text)} {}
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path directory() const { return directory_.path(); }

private:
    TemporaryDirectory directory_;
    std::filesystem::path path_;
};

std::string form_of(const std::filesystem::path& path) {
    const auto captures = read_capture(path);
    if (!captures) return describe(captures.error());
    return captures->size() == 1 ? captures->front().form : std::to_string(captures->size());
}

std::string form_of_file(const std::string& recorded) {
    const Bytes bytes = read_file(test::recorded_path(recorded)).value();
    return form_of(OneFile{bytes}.path());
}

std::string refusal_of(std::string_view text) {
    const auto captures = read_capture(OneFile{text}.path());
    return captures ? "" : captures.error().detail;
}

std::string some_recording() {
    Round round;
    round.uri = "http://a:80";
    return header_line({}, false) + round_line(round);
}

}  // namespace

TEST_CASE("Reading a capture, content tells what a file is") {
    CHECK(form_of_file("session-tls/station-1.log") == "Station log");
    CHECK(form_of_file("session-tls/req-1.http") == "request");
    CHECK(form_of_file("session-tls/rawresp-1.http") == "answer");
    CHECK(form_of_file("session-tls/resp-1.bin") == "answer");
    CHECK(form_of(std::string{CUPSPEC_SOURCE} + "/tests/report/approved/checked.har") == "HAR");
    CHECK(form_of(OneFile{some_recording()}.path()) == "recording");
    CHECK(form_of(OneFile{"\xEF\xBB\xBF {\"router\":\"::1\"}"}.path()) == "request");
    CHECK(form_of(OneFile{R"({"time":"2026-01-02T03:04:05.006Z","level":"info","speaker":"CUP","text":)"
                          R"("round 1, set reg, http://a:80: no-updates; next in 24 h, set reg"})"}
                      .path()) == "Station log");
}

TEST_CASE("Reading a capture, content tells what a directory is") {
    CHECK(form_of(test::recorded_path("session-tls")) == "recorded session");
    CHECK(form_of(test::recorded_path("session-tls/home-1")) == "home directory");
    OneFile one{as_bytes(some_recording()), "0000000000000001.recording"};
    REQUIRE(write_file(one.directory() / "unknown.recording", as_bytes(some_recording()), 0600, false));
    CHECK(form_of(one.directory()) == "2");
    REQUIRE(make_directory(one.directory() / "kept"));
    REQUIRE(make_directory(one.directory() / "kept" / "recordings"));
    std::filesystem::rename(one.path(), one.directory() / "kept" / "recordings" / "a.recording");
    CHECK(form_of(one.directory() / "kept") == "recording");
}

TEST_CASE("Reading a capture, packets and packed files are refused with the way out") {
    CHECK(refusal_of(std::string_view{"\xD4\xC3\xB2\xA1\x02\0", 6}).find("tls.keylog_file") !=
          std::string::npos);
    CHECK(refusal_of("\x0A\x0D\x0D\x0A....").find("tshark") != std::string::npos);
    CHECK(refusal_of("\x1F\x8B\x08").find("unpack") != std::string::npos);
}

TEST_CASE("Reading a capture, what nobody reads is refused with what would do") {
    CHECK(refusal_of("").find("empty") != std::string::npos);
    CHECK(refusal_of("<html>Bad gateway</html>").find("a recording, a HAR") != std::string::npos);
    CHECK(refusal_of(R"({"hello": 1})").find("log.entries") != std::string::npos);
    OneFile one{"hello"};
    CHECK(form_of(one.directory()).find("req-1.http") != std::string::npos);
    const auto absent = read_capture(one.directory() / "absent");
    REQUIRE_FALSE(absent);
    CHECK(absent.error().code == boost::system::errc::no_such_file_or_directory);
}

TEST_CASE("Reading a capture, recorded lives and their logs come back to the same outcome") {
    const std::string session = GENERATE("session-plain", "session-tls");
    for (const std::string part : {"", "/station-1.log", "/station-2.log"}) {
        CAPTURE(session, part);
        const auto captures = read_capture(test::recorded_path(session + part));
        REQUIRE(captures);
        CHECK(test::deviations(captures->front()) == "");
    }
}
