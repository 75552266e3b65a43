#pragma once

#include "emulator/machine.hpp"
#include "emulator/personality.hpp"
#include "emulator/round.hpp"
#include "emulator/round_recorder.hpp"
#include "emulator/transaction.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::emulator {

/// What makes a gateway besides its home directory.
struct GatewayOptions {
    Settings settings;
    Traits traits;
    protocol::Eui64 router;
    std::string station;  ///< empty: the personality's own
    std::string model;    ///< empty: the personality's own
    bool lns = true;      ///< false: Station's -N, and tc.* stays unread
    std::filesystem::path update_file;
    UpdatePolicy update_policy = UpdatePolicy::record;
    SignatureOracle oracle = {};  ///< for signing keys of which only the checksum is known; may be empty
    RoundRecorder* recorder = nullptr;  ///< borrowed for the gateway's life; null: nobody
};

/// One gateway from power-on on: its directory, what it remembers between sessions, and the order of things.
/// Sans-IO but for the disk. Source: Station 2.0.6, protocol.md §1.4 and §7.
class Gateway {
public:
    /// `disk` is borrowed for the object's life.
    Gateway(Disk& disk, std::filesystem::path home, GatewayOptions options);

    /// What the process does before its first session: roll-forward, then the check of all URIs.
    /// @return the refusal when the real process would exit with 1
    std::optional<RoundReport> start();

    /// A firmware left from before is executable and would be run now, unverified (protocol.md §1.4).
    bool finds_update() const;

    /// False: none of the three sets had a usable CUPS URI at start, so CUPS stays off (protocol.md §1.4);
    /// not every personality can.
    bool cups_enabled() const { return cups_enabled_; }

    /// The next session; the last one must have been ended.
    Round& begin_round();
    /// The finished session's report with what comes next. @param lns_connected as the session ends
    RoundReport end_round(bool lns_connected);

    /// The muxs connection came up: TC's one-time backup (protocol.md §1.6).
    void lns_connected() {
        if (options_.traits.rotation != Rotation::never) transaction_.backup(Category::tc);
    }

    const Home& home() const { return home_; }
    const Machine& machine() const { return machine_; }
    const GatewayOptions& options() const { return options_; }

private:
    std::optional<RoundReport> look_at_home();
    RoundReport refused(const std::vector<std::string>& problems) const;
    /// Usable URIs of the three sets. @param problems receives one for each that is malformed
    unsigned count_uris(Category category, std::vector<std::string>& problems) const;

    GatewayOptions options_;
    Home home_;
    Transaction transaction_;
    Machine machine_;
    std::optional<Round> round_;
    unsigned rounds_ = 0;
    bool cups_enabled_ = false;
};

}  // namespace cupspec::emulator
