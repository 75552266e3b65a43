#pragma once

#include "scenarios/device.hpp"
#include "scenarios/keyring.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/servers.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace cupspec::scenarios {

/// A scenario that is set up: what its steps act on and look at.
class Stage {
public:
    /// All borrowed for the object's life.
    Stage(const Scenario& scenario, const RunOptions& options, Log& log);

    /// PKI, servers, gateways, below `root`. @return the first failure; `tear_down` must follow in any case
    Result<void> set_up(net::asio::io_context& context, const std::filesystem::path& root,
                        const Random& random);
    net::awaitable<void> tear_down();

    const Landscape& landscape() const { return scenario_.landscape; }
    const RunOptions& options() const { return options_; }
    const Keyring& keyring() const { return *keyring_; }
    const Servers& servers() const { return *servers_; }
    Servers& servers() { return *servers_; }
    Witness& witness() { return *witness_; }
    /// Made for every gateway of the scenario.
    Device& device(const std::string& gateway) { return *devices_.at(gateway); }

    /// Every gateway that is connected to this LNS loses it.
    void lose_lns(const std::string& lns);

    /// "cups-1/cups-router-1: 1045 bytes, CRC 0x84D5CE23", without a name where no set has this CRC.
    std::string describe_set(std::size_t bytes, std::uint32_t crc) const;

private:
    Result<void> add_device(const GatewayPlan& plan, const std::filesystem::path& root);

    const Scenario& scenario_;
    const RunOptions& options_;
    Log& log_;
    std::unique_ptr<Witness> witness_;
    std::optional<Keyring> keyring_;
    std::unique_ptr<Servers> servers_;
    std::map<std::string, std::unique_ptr<Device>> devices_;
};

}  // namespace cupspec::scenarios
