#include "scenarios/stage.hpp"

#include "base/files.hpp"
#include "base/hex.hpp"
#include "scenarios/home_files.hpp"

#include <utility>

namespace cupspec::scenarios {

Stage::Stage(const Scenario& scenario, const RunOptions& options, Log& log)
    : scenario_{scenario}, options_{options}, log_{log} {}

Result<void> Stage::set_up(net::asio::io_context& context, const std::filesystem::path& root,
                           const Random& random) {
    auto keyring = Keyring::make(landscape().pki, root / "pki", random);
    if (!keyring) return keyring.error();
    keyring_ = std::move(*keyring);
    witness_ = std::make_unique<Witness>(context.get_executor());
    servers_ = std::make_unique<Servers>(landscape(), *keyring_, *witness_, log_);
    if (auto started = servers_->start(context.get_executor(), options_, random); !started) return started;
    for (const GatewayPlan& plan : landscape().gateways)
        if (auto added = add_device(plan, root); !added) return added;
    return {};
}

Result<void> Stage::add_device(const GatewayPlan& plan, const std::filesystem::path& root) {
    DevicePlaces places{root / "homes" / plan.name, root / "temp" / plan.name};
    if (auto made = make_directory(places.home); !made) return made;
    if (auto made = make_directory(places.temp); !made) return made;
    const FillIn fill_in = [this](std::string text) { return servers_->fill_in(std::move(text)); };
    if (auto written = write_home(plan, *keyring_, fill_in, places.home); !written) return written;
    if (!options_.keep.empty()) places.recording = root / "recordings" / (plan.name + ".recording");
    const DeviceSetup setup{plan, landscape().clock, options_, *servers_, *witness_};
    auto device = options_.station_command.empty() ? make_emulated(setup, std::move(places))
                                                   : make_station(setup, std::move(places));
    if (!device) return device.error();
    devices_[plan.name] = std::move(*device);
    return {};
}

net::awaitable<void> Stage::tear_down() {
    for (auto& [name, device] : devices_) {
        co_await device->stop();
    }
    if (servers_) {
        co_await servers_->stop();
    }
}

void Stage::lose_lns(const std::string& lns) {
    for (auto& [name, device] : devices_) device->lose_lns(lns);
}

std::string Stage::describe_set(std::size_t bytes, std::uint32_t crc) const {
    const std::string name = keyring_->set_with(crc);
    return (name.empty() ? std::string{} : name + ": ") + std::to_string(bytes) + " bytes, CRC 0x" +
           to_hex8(crc);
}

}  // namespace cupspec::scenarios
