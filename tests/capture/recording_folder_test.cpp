#include "capture/recording_folder.hpp"

#include "base/files.hpp"
#include "capture/recording.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace cupspec;
using namespace cupspec::capture;
namespace fs = std::filesystem;

namespace {

class CountingLog final : public Log {
public:
    void write(LogLevel /*level*/, std::string_view /*source*/, std::string_view text) override {
        lines.emplace_back(text);
    }
    std::vector<std::string> lines;
};

Round asked_by(const std::string& router, const std::string& token = {}) {
    Round round;
    round.request_head = "POST /update-info HTTP/1.1\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    round.request_body = to_bytes("{\"router\":\"" + router + "\",\"station\":\"2.0.6(linux/std)\"}");
    return round;
}

/// What the folder wrote of these rounds, by file name.
Capture recorded_in(const fs::path& directory, const std::string& name) {
    return parse_recording(to_text(read_file(directory / name).value()), name).value();
}

std::unique_ptr<RecordingFolder> folder_in(const fs::path& directory, Log& log, bool with_secrets = false) {
    return RecordingFolder::open(directory, with_secrets, log).value();
}

}  // namespace

TEST_CASE("RecordingFolder keeps a file for each gateway, and one for those without a name") {
    const auto place = TemporaryDirectory::make().value();
    const fs::path directory = place.path() / "new" / "recordings";
    CountingLog log;
    {
        const auto folder = folder_in(directory, log);
        for (const char* router : {"::1", "::2", "nobody", "::1"}) folder->add(asked_by(router));
    }
    CHECK(log.lines.empty());
    const Capture first = recorded_in(directory, "0000000000000001.recording");
    CHECK(first.rounds.size() == 2);
    CHECK(first.gateway.router == protocol::Eui64{1});
    CHECK(first.is_masked);
    CHECK(recorded_in(directory, "0000000000000002.recording").rounds.size() == 1);
    CHECK(recorded_in(directory, "unknown.recording").rounds.size() == 1);
    CHECK(fs::status(directory / "unknown.recording").permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("RecordingFolder continues a file with the rounds of another run") {
    const auto place = TemporaryDirectory::make().value();
    CountingLog log;
    for (int run = 0; run < 2; ++run) folder_in(place.path(), log)->add(asked_by("::1"));
    CHECK(recorded_in(place.path(), "0000000000000001.recording").rounds.size() == 2);
}

TEST_CASE("RecordingFolder holds few files open and forgets none of many gateways") {
    constexpr int kGateways = 70;
    const auto place = TemporaryDirectory::make().value();
    CountingLog log;
    {
        const auto folder = folder_in(place.path(), log);
        for (int i = 1; i <= 2 * kGateways; ++i)
            folder->add(asked_by("0::" + std::to_string(i % kGateways + 1)));
    }
    CHECK(log.lines.empty());
    for (int i = 1; i <= kGateways; ++i) {
        const auto name = recording_name(protocol::parse_eui64("0::" + std::to_string(i)).value());
        CHECK(recorded_in(place.path(), name).rounds.size() == 2);
    }
}

TEST_CASE("RecordingFolder masks tokens unless told otherwise") {
    const bool with_secrets = GENERATE(false, true);
    const auto place = TemporaryDirectory::make().value();
    CountingLog log;
    folder_in(place.path(), log, with_secrets)->add(asked_by("::1", "a-token-of-the-first"));
    const std::string text = to_text(read_file(place.path() / "0000000000000001.recording").value());
    CHECK((text.find("a-token-of-the-first") != std::string::npos) == with_secrets);
    CHECK(recorded_in(place.path(), "0000000000000001.recording").is_masked == !with_secrets);
}

TEST_CASE("RecordingFolder keeps whole lines whoever adds at the same time") {
    constexpr int kEach = 20;
    const auto place = TemporaryDirectory::make().value();
    CountingLog log;
    {
        const auto folder = folder_in(place.path(), log);
        const auto add_some = [&folder] {
            for (int i = 0; i < kEach; ++i) folder->add(asked_by("::1"));
        };
        std::thread other{add_some};
        add_some();
        other.join();
    }
    CHECK(recorded_in(place.path(), "0000000000000001.recording").rounds.size() == 2U * kEach);
}

TEST_CASE("RecordingFolder says once that it cannot write, and goes on") {
    const auto place = TemporaryDirectory::make().value();
    fs::create_directories(place.path() / "0000000000000001.recording");
    CountingLog log;
    {
        const auto folder = folder_in(place.path(), log);
        for (const char* router : {"::1", "::1", "::2"}) folder->add(asked_by(router));
    }
    REQUIRE(log.lines.size() == 1);
    CHECK_THAT(log.lines[0],
               Catch::StartsWith("not recorded: ") && Catch::Contains("0000000000000001.recording"));
    CHECK(recorded_in(place.path(), "0000000000000002.recording").rounds.size() == 1);
}
