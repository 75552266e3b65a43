#pragma once

#include "emulator/personality.hpp"
#include "emulator/round_report.hpp"
#include "emulator/settings.hpp"

namespace cupspec::emulator {

/// Station's CUPS state: which set the next session uses and when it starts. Pure; lost at a restart.
/// Source: Station 2.0.6, protocol.md §7.2.
class Machine {
public:
    explicit Machine(const Settings& settings, const Traits& traits = {})
        : resync_{settings.resync},
          oksync_{settings.oksync},
          rotation_{traits.rotation},
          lns_delays_{traits.lns_delays_cups} {}

    SetName set() const { return set_; }
    /// Station's "try #N".
    unsigned attempt() const { return failures_ + 1; }

    /// @param report of the session that ended
    /// @param lns_connected the muxs connection stands as the session ends, which overrides every interval; a
    /// success with a TC segment ends the connection first
    NextContact on_round(const RoundReport& report, bool lns_connected);

private:
    void rotate();
    void rotate_after(Outcome failure);

    std::chrono::milliseconds resync_;
    std::chrono::milliseconds oksync_;
    Rotation rotation_;
    bool lns_delays_;
    SetName set_ = SetName::regular;
    unsigned failures_ = 0;
};

}  // namespace cupspec::emulator
