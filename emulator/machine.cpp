#include "emulator/machine.hpp"

namespace cupspec::emulator {
namespace {

// Soft failures in a row before the first rotation; from then on every failure rotates (protocol.md §7.2).
constexpr unsigned kPatience = 7;

/// No URI and an error status rotate at once; everything else is given time.
bool is_hard(Outcome outcome) { return outcome == Outcome::no_uri || outcome == Outcome::rejected; }

}  // namespace

void Machine::rotate() {
    switch (set_) {
        case SetName::regular: set_ = SetName::backup; break;
        case SetName::backup: set_ = SetName::boot; break;
        default: set_ = SetName::regular; break;
    }
}

void Machine::rotate_after(Outcome failure) {
    if (rotation_ == Rotation::never) return;
    const bool patient = failures_ < kPatience;
    if (is_hard(failure) || !patient) rotate();
    // Its first move was made as the session began and is not remembered at its end.
    if (rotation_ == Rotation::twice && failure == Outcome::no_uri && !patient) rotate();
}

NextContact Machine::on_round(const RoundReport& report, bool lns_connected) {
    const bool success = is_success(report.outcome);
    if (success) {
        set_ = SetName::regular;
        failures_ = 0;
    } else {
        rotate_after(report.outcome);
        ++failures_;
    }
    const bool soon = !success || report.cups_changed;
    const bool lns_stays = lns_delays_ && lns_connected && !ends_lns(report);
    return {soon && !lns_stays ? resync_ : oksync_, set_};
}

}  // namespace cupspec::emulator
