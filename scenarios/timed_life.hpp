#pragma once

#include "emulator/drive.hpp"
#include "emulator/lns_link.hpp"
#include "emulator/station_machine.hpp"
#include "net/websocket.hpp"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>

namespace cupspec::scenarios {

/// Something a gateway did when its timers said so: exactly one of the two is there.
struct Contact {
    std::optional<emulator::RoundReport> round;
    std::optional<emulator::LnsReport> lns;

    bool is_round() const { return round.has_value(); }
    bool is_attempt() const { return lns.has_value(); }
};

/// A gateway's process from power-on, on a clock of its own that jumps to whatever is due next: a day passes
/// while nobody waits. What falls on one moment happens one after the other, in the order in which Station
/// starts it.
class TimedLife {
public:
    /// @param gateway borrowed, started. @param now on the gateway's clock
    TimedLife(emulator::Gateway& gateway, emulator::DriveOptions options, std::chrono::milliseconds now);

    /// The next contact, at `now()`. Nothing when no timer runs and no contact will ever come.
    net::awaitable<std::optional<Contact>> next();
    /// The LNS went away while it was connected.
    void lose_lns();

    bool lns_is_connected() const { return muxs_ != nullptr; }
    const emulator::LnsReport& last_lns() const { return last_lns_; }
    std::chrono::milliseconds now() const { return now_.time_since_epoch(); }

private:
    using Actions = emulator::StationMachine::Actions;

    bool jump();
    void take(const Actions& actions);
    void drop_lns();
    net::awaitable<emulator::RoundReport> round();
    net::awaitable<emulator::LnsReport> reach_lns(bool discovers);

    emulator::Gateway& gateway_;
    emulator::DriveOptions options_;
    emulator::StationMachine machine_;
    TimePoint now_;
    std::deque<emulator::StationAction> due_;
    std::unique_ptr<net::WebSocket> muxs_;
    std::string muxs_uri_;  ///< remembered from the last discovery
    emulator::LnsReport last_lns_;
    bool crashed_ = false;
};

}  // namespace cupspec::scenarios
