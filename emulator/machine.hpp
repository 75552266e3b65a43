#pragma once

#include "emulator/round_report.hpp"
#include "emulator/settings.hpp"

namespace cupspec::emulator {

/// Station's CUPS state: which set the next session uses and when it starts. Pure; lost at a restart.
/// Source: Station 2.0.6, protocol.md §7.2.
class Machine {
public:
    explicit Machine(const Settings& settings) : resync_{settings.resync}, oksync_{settings.oksync} {}

    SetName set() const { return set_; }
    /// Station's "try #N".
    unsigned attempt() const { return failures_ + 1; }

    /// @param cups_changed a CUPS URI or credential segment was in the answer
    /// @param lns_connected the muxs connection stands at this moment, which overrides every interval
    NextContact on_round(Outcome outcome, bool cups_changed, bool lns_connected);

private:
    void rotate();

    std::chrono::milliseconds resync_;
    std::chrono::milliseconds oksync_;
    SetName set_ = SetName::regular;
    unsigned failures_ = 0;
};

}  // namespace cupspec::emulator
