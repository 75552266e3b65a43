#pragma once

#include "emulator/drive.hpp"
#include "emulator/gateway.hpp"
#include "emulator/lns_link.hpp"
#include "emulator/update_run.hpp"

#include <filesystem>
#include <memory>

namespace cupspec::emulator {

/// When a station ends by itself.
enum class Until {
    forever,
    steady,  ///< a round found nothing to change
    lns      ///< the LNS sent a configuration
};

struct StationOptions {
    std::filesystem::path home;
    GatewayOptions gateway;
    DriveOptions drive;
    unsigned rounds = 0;  ///< ends after so many CUPS rounds; 0: no bound
    Until until = Until::forever;
    UpdateRunOptions update;  ///< UpdatePolicy::run
};

/// Told what a station does as it does it, on its executor's thread.
class StationWatcher {
public:
    StationWatcher() = default;
    StationWatcher(const StationWatcher&) = delete;
    StationWatcher& operator=(const StationWatcher&) = delete;
    virtual ~StationWatcher() = default;

    virtual void on_round(const RoundReport& report) = 0;
    virtual void on_lns(const LnsReport& report) = 0;
    virtual void on_lns_lost() = 0;
    virtual void on_update_run(const UpdateRunResult& result) = 0;
    /// A firmware from before lies there and Station would run it now, unverified (protocol.md §1.4).
    virtual void on_update_found(const std::filesystem::path& file) = 0;
    /// None of the sets names a CUPS server: only the LNS is contacted (protocol.md §1.4).
    virtual void on_cups_disabled() = 0;
};

/// How a station's life ended.
struct StationEnd {
    bool start_refused = false;
    bool crashed = false;
    bool reached = false;      ///< what `until` asks for, or the bound on rounds with Until::forever
    bool last_failed = false;  ///< the last round; Until::lns does not mind

    bool ok() const { return !start_refused && !crashed && reached && !last_failed; }
};

/// One gateway from power-on: after 200 ms an LNS attempt, then CUPS rounds at Station's intervals with an
/// LNS attempt after each; the muxs connection stays open in between. A firmware that is run and leaves
/// another version.txt counts as having restarted the Station. Returns when `until` or `rounds` is reached,
/// the start is refused or the real process would have died. Source: Station 2.0.6, protocol.md §1.4, §7 and
/// §9.
/// @param disk and @param watcher borrowed until the result is there
net::awaitable<StationEnd> run_station(Disk& disk, StationOptions options, StationWatcher& watcher);

}  // namespace cupspec::emulator
