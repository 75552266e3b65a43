#pragma once

#include "emulator/lns_link.hpp"
#include "emulator/round_report.hpp"
#include "net/stream.hpp"
#include "scenarios/landscape.hpp"
#include "scenarios/runner.hpp"
#include "scenarios/servers.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace cupspec::scenarios {

/// One round as a scenario can see it.
struct Poll {
    emulator::RoundReport round;                  ///< of a real gateway only what its server saw
    std::string server;                           ///< that answered; empty: none of the scenario's
    std::string update_package;                   ///< version of the firmware in the answer
    std::string missing;                          ///< not empty: no contact was seen, and why
    std::optional<std::chrono::milliseconds> at;  ///< on the gateway's clock, where it has one
};

/// One attempt to reach the LNS as a scenario can see it.
struct LnsAttempt {
    emulator::LnsReport report;
    std::string missing;  ///< not empty: none was made, and why
    std::optional<std::chrono::milliseconds> at;
};

/// Where a gateway's files lie.
struct DevicePlaces {
    std::filesystem::path home;
    std::filesystem::path temp;
    std::filesystem::path recording{};  ///< that an emulated gateway's rounds go to; empty: nowhere
};

/// A gateway in a running scenario: the emulator, or a command in its place.
class Device {
public:
    Device() = default;
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    virtual ~Device() = default;

    /// False: a real gateway, which acts when it likes and of which only the outside is known.
    virtual bool is_emulated() const = 0;
    virtual net::awaitable<Poll> poll() = 0;
    virtual net::awaitable<LnsAttempt> connect_lns() = 0;
    /// version.txt, and the update file goes. @return false when there was none
    virtual Result<bool> apply_update(std::string package) = 0;
    /// The process ends and starts anew; what it had only in memory is gone.
    virtual void restart() = 0;
    /// The LNS of this name went down.
    virtual void lose_lns(const std::string& lns) = 0;
    /// Everything it started has ended afterwards.
    virtual net::awaitable<void> stop() = 0;
    virtual const std::filesystem::path& home() const = 0;
};

/// What both kinds borrow for their life.
struct DeviceSetup {
    const GatewayPlan& plan;
    ScenarioClock clock = ScenarioClock::steps;
    const RunOptions& options;
    Servers& servers;
    Witness& witness;
};

Result<std::unique_ptr<Device>> make_emulated(DeviceSetup setup, DevicePlaces places);
/// Starts the command. @return otherwise Errc::station
Result<std::unique_ptr<Device>> make_station(DeviceSetup setup, DevicePlaces places);

}  // namespace cupspec::scenarios
