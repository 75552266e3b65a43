#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"
#include "emulator/round_report.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace cupspec::emulator {
class Gateway;
}

namespace cupspec::capture {

/// Something the replay did otherwise than the capture has it.
struct Difference {
    std::string what;  ///< "outcome", "request.cupsCredCrc"
    std::string captured;
    std::string replayed;
};

/// One captured round and what the gateway made of it here.
struct ReplayedRound {
    emulator::HomeFiles home;  ///< as the round began
    emulator::RoundReport report;
    std::size_t compared = 0;  ///< things the capture tells and the replay was held against
    std::vector<Difference> differences;
};

struct Replayed {
    std::vector<ReplayedRound> rounds;  ///< as many as the capture's, fewer when the gateway died earlier
    std::vector<std::string> notes;     ///< what was assumed on the way

    std::size_t compared() const;
    /// Nothing came out otherwise than captured.
    bool came_back() const;
};

/// Plays a capture to a gateway of the captured kind: its home lies in memory, its server's bytes come as
/// they were read, and no time passes. TLS is taken from the capture: no handshake is made, the failure of
/// one is as captured.
/// @return otherwise why there is no such gateway: an unknown personality
Result<Replayed> replay(const Capture& capture);

/// Begins the gateway's next round and brings it to its end with the help of somebody else than the capture.
using Transport = std::function<void(emulator::Gateway& gateway)>;

/// The captured gateway against another server: its CUPS URIs become `uri`, what the capture's server said
/// plays no part, and what the gateway made of each round is compared, its requests are not.
/// @return as above
Result<Replayed> replay_against(const Capture& capture, const std::string& uri, const Transport& transport);

/// What is wrong in this round as the capture or, where it tells nothing, the replay has it: "rejected,
/// http-status:403". Empty: nothing.
std::string symptom_of(const Round& captured, const ReplayedRound* replayed);

}  // namespace cupspec::capture
