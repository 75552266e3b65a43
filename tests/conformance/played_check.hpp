#pragma once

#include "conformance/evidence.hpp"
#include "emulator/home_files.hpp"
#include "server/decide.hpp"
#include "server/dialect.hpp"

#include <string>
#include <vector>

namespace cupspec::conformance::testing {

/// A server's decisions and a gateway's home, both in memory.
struct PlayedWorld {
    std::string url = "https://localhost:60400";
    emulator::HomeFiles home;
    server::GatewayState state;
    Bytes firmware;
    server::DialectTraits dialect;
    std::vector<std::string> others;  ///< URLs of servers that decide the same
    Target target;                    ///< what the tester expects besides the package
};

/// A gateway that is to get CUPS credentials, URI and credentials of the LNS, and a signed firmware.
PlayedWorld plain_world();
/// The same, its LNS credentials being a token.
PlayedWorld token_world();
/// The same, to be sent to another CUPS server.
PlayedWorld redirect_world();
/// The same, and the tester says which LNS the gateway ends up with.
PlayedWorld expected_world();

struct PlayedCheck {
    Evidence evidence;
    std::vector<std::string> faults;  ///< those that changed something, as they were written
};

/// A conversation as a probe holds it, through the server's own decisions and encoders and the emulator's
/// rounds: its life, the first request once more, what it asks in the end, and a fresh device.
/// @param faults a script; empty: none
PlayedCheck play_check(const PlayedWorld& world, const std::string& faults);

}  // namespace cupspec::conformance::testing
