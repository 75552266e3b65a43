#pragma once

#include "emulator/gateway.hpp"
#include "mortal_disk.hpp"
#include "protocol/response.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace cupspec::test {

inline emulator::Traits as(std::string_view personality) {
    return emulator::find_personality(personality).value();
}

/// Empty when there was none.
inline std::string first_problem(const emulator::RoundReport& report) {
    return report.problems.empty() ? std::string{} : report.problems.front();
}

/// A gateway of some personality on a disk in memory, and a server that is a string.
class PlayedGateway {
public:
    explicit PlayedGateway(std::string_view personality, MortalDisk::Files home = plain_home())
        : disk{std::move(home)}, gateway{disk, "home", options(personality)} {
        const bool refused = gateway.start().has_value();
        REQUIRE_FALSE(refused);
    }

    static MortalDisk::Files plain_home() { return {{"home/cups.uri", to_bytes("http://server:6040")}}; }

    /// Head and body; the session is left open.
    std::string request() {
        auto& round = gateway.begin_round();
        return round.start() ? round.request() : std::string{};
    }

    /// One session with this answer, in as few reads as the buffer allows.
    emulator::RoundReport answered(std::string_view bytes) {
        auto& round = gateway.begin_round();
        const bool connects = round.start();
        REQUIRE(connects);
        while (!bytes.empty() && !round.finished()) {
            const std::string_view read = bytes.substr(0, round.want());
            round.on_bytes(as_bytes(read));
            bytes.remove_prefix(read.size());
        }
        if (!round.finished()) round.on_peer_closed({});
        return gateway.end_round(false);
    }
    emulator::RoundReport answered(const protocol::Response& response) {
        return answered(ok(protocol::encode(response).value()));
    }

    static std::string ok(ByteView body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string{as_text(body)};
    }

    std::string text(const std::string& name) { return to_text(disk.read("home/" + name).value_or(Bytes{})); }

    MortalDisk disk;
    emulator::Gateway gateway;

private:
    static emulator::GatewayOptions options(std::string_view personality) {
        emulator::GatewayOptions made;
        made.traits = as(personality);
        made.router = {1};
        made.update_file = "temp/update.bin";
        return made;
    }
};

}  // namespace cupspec::test
