// The two recorded sessions: each recorded answer, fed to a gateway in the recorded home, must leave the next
// recorded home, byte for byte with modes, after sending the recorded request.

#include "base/files.hpp"
#include "emulator/gateway.hpp"
#include "reaction_case.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace cupspec::test {
namespace {

using emulator::Gateway;
using emulator::Outcome;
namespace fs = std::filesystem;

fs::path session_file(const std::string& session, const std::string& name) {
    return fs::path{CUPSPEC_VECTORS} / session / name;
}

/// "640    680 cups-bak.crt" a line.
std::map<std::string, std::string> recorded_modes(const std::string& session, int home) {
    std::map<std::string, std::string> modes;
    std::ifstream in{session_file(session, "home-" + std::to_string(home) + ".modes")};
    std::string mode;
    std::string size;
    std::string name;
    while (in >> mode >> size >> name) modes[name] = mode;
    return modes;
}

ReactionCase::Files recorded_home(const std::string& session, int home) {
    ReactionCase::Files files;
    for (const auto& [name, mode] : recorded_modes(session, home)) {
        if (name == "station.conf") continue;
        const auto file = session_file(session, "home-" + std::to_string(home)) / name;
        files[name] = {read_file(file).value(), mode};
    }
    return files;
}

void render(const ReactionCase::Files& files, const fs::path& home) {
    for (const auto& [name, file] : files)
        REQUIRE(
            write_file(home / name, file.content, static_cast<unsigned>(std::stoul(file.mode, nullptr, 8)))
                .has_value());
}

emulator::RoundReport replay(Gateway& gateway, const std::string& session, int number) {
    const auto request =
        to_text(read_file(session_file(session, "req-" + std::to_string(number) + ".http")).value());
    const auto answer =
        read_file(session_file(session, "rawresp-" + std::to_string(number) + ".http")).value();
    auto& round = gateway.begin_round();
    REQUIRE(round.start());
    CHECK(round.request() == request);
    round.on_bytes(answer);
    REQUIRE(round.finished());
    return gateway.end_round(false);
}

emulator::GatewayOptions options(const fs::path& temp) {
    emulator::GatewayOptions made;
    made.router = {1};
    made.station = "2.0.6(linux/testsim) 2026-11-21 00:04:37";
    made.update_file = temp / "update.bin";
    return made;
}

TEST_CASE("Gateway turns each recorded home into the next with the recorded answer") {
    ::umask(022);
    const std::string session = GENERATE("session-plain", "session-tls");
    CAPTURE(session);
    const auto home = TemporaryDirectory::make().value();
    const auto temp = TemporaryDirectory::make().value();
    render(recorded_home(session, 0), home.path());
    emulator::PosixDisk disk{emulator::PosixDisk::Durability::relaxed};
    {
        Gateway gateway{disk, home.path(), options(temp.path())};
        REQUIRE_FALSE(gateway.start().has_value());
        const auto first = replay(gateway, session, 1);
        CHECK(first.outcome == Outcome::updated);
        CHECK(first.next.after == std::chrono::minutes{1});
        CHECK(files_in(home.path()) == recorded_home(session, 1));

        const auto second = replay(gateway, session, 2);
        CHECK(second.update.kind == emulator::UpdateVerdict::Kind::verified);
        CHECK(second.update.key == 0U);
        CHECK(read_file(temp.path() / "update.bin").value() ==
              read_file(session_file(session, "cups-1/2.0.0.bin")).value());
        CHECK(second.next.after == std::chrono::hours{24});
    }
    // What the recorded firmware did, which must not be executed: it wrote the version and restarted Station.
    const auto restarted = recorded_home(session, 2);
    REQUIRE(write_file(home.path() / "version.txt", restarted.at("version.txt").content, 0644).has_value());
    CHECK(files_in(home.path()) == restarted);
    {
        Gateway gateway{disk, home.path(), options(temp.path())};
        REQUIRE_FALSE(gateway.start().has_value());
        const auto third = replay(gateway, session, 3);
        CHECK(third.outcome == Outcome::no_updates);
        CHECK(third.problems.empty());
        gateway.lns_connected();
        CHECK(files_in(home.path()) == recorded_home(session, 3));
    }
}

}  // namespace
}  // namespace cupspec::test
