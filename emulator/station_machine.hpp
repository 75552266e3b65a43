#pragma once

#include "base/time.hpp"
#include "emulator/lns_ladder.hpp"
#include "emulator/personality.hpp"
#include "emulator/round_report.hpp"
#include "emulator/settings.hpp"

#include <optional>
#include <vector>

namespace cupspec::emulator {

/// What the shell has to do now.
enum class StationAction {
    start_round,   ///< begin a CUPS session
    discover,      ///< begin an attempt at the LNS with discovery
    connect_muxs,  ///< begin one at the muxs endpoint known from before
    stop_lns       ///< end the LNS connection or attempt at once; its end is not reported
};

/// The life of the Station process: CUPS sessions and the LNS connection, and what each does to the other's
/// timers. Which set a session uses and what interval follows from it is `Machine`'s, inside the gateway.
/// Pure: events and time come in, actions go out; the shell reports every started thing's end.
/// Source: Station 2.0.6, protocol.md §1.4, §7 and §9.4.
class StationMachine {
public:
    struct Config {
        Settings settings;
        Traits traits;
        bool cups = true;  ///< a usable CUPS URI was there at start
        bool lns = true;   ///< false: Station's -N
    };
    using Actions = std::vector<StationAction>;

    explicit StationMachine(const Config& config);

    /// Process start: LNS first, then CUPS.
    Actions start(TimePoint now);
    /// Whatever is due at `now`.
    Actions on_time(TimePoint now);
    /// The running CUPS session ended; `report.next` says when the next one is due.
    Actions on_round(const RoundReport& report, TimePoint now);
    /// Discovery named a muxs endpoint.
    void on_muxs_learned() { ladder_.learned_muxs(); }
    /// The muxs connection is up and `version` sent.
    void on_lns_connected(TimePoint now);
    Actions on_lns_ended(LnsEnd end, TimePoint now);

    /// When `on_time` wants to be called next; nothing while only events can move it.
    std::optional<TimePoint> deadline() const;
    bool lns_is_connected() const { return lns_ == Lns::connected; }

private:
    enum class Lns { stopped, trying, waiting, connected };
    void start_lns(Actions& actions);
    std::chrono::milliseconds trigger_delay() const;
    void trigger_cups(std::chrono::milliseconds delay, TimePoint now);

    Config config_;
    LnsLadder ladder_;
    Lns lns_ = Lns::stopped;
    LnsLadder::Next lns_next_ = LnsLadder::Next::discover;
    std::optional<TimePoint> lns_due_;
    std::optional<TimePoint> round_due_;  ///< of a session that exists but waits for its delay
    std::optional<TimePoint> sync_due_;   ///< of the regular timer, which any trigger cancels
    bool round_running_ = false;
    bool last_round_failed_ = false;
};

}  // namespace cupspec::emulator
