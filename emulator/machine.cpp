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

NextContact Machine::on_round(Outcome outcome, bool cups_changed, bool lns_connected) {
    const bool success = outcome == Outcome::updated || outcome == Outcome::no_updates;
    if (success) {
        set_ = SetName::regular;
        failures_ = 0;
    } else {
        if (is_hard(outcome) || failures_ >= kPatience) rotate();
        ++failures_;
    }
    const bool soon = !success || cups_changed;
    return {soon && !lns_connected ? resync_ : oksync_, set_};
}

}  // namespace cupspec::emulator
