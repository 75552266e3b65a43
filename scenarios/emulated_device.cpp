#include "emulator/drive.hpp"
#include "emulator/gateway.hpp"
#include "scenarios/device.hpp"
#include "scenarios/home_files.hpp"

#include <utility>

namespace cupspec::scenarios {
namespace {

/// The gateway of emulator/, switched on at its first contact.
class EmulatedDevice final : public Device {
public:
    EmulatedDevice(const DeviceSetup& setup, DevicePlaces places, emulator::GatewayOptions options)
        : setup_{setup}, places_{std::move(places)}, gateway_{disk_, places_.home, std::move(options)} {}

    bool is_emulated() const override { return true; }
    const std::filesystem::path& home() const override { return places_.home; }

    net::awaitable<Poll> poll() override {
        Poll poll;
        switch_on();
        if (refusal_) {
            poll.round = *refusal_;
            co_return poll;
        }
        auto options = drive_options();
        co_await emulator::drive_round(gateway_, std::move(options));
        poll.round = gateway_.end_round(muxs_ != nullptr);
        if (emulator::ends_lns(poll.round)) drop_lns();
        if (poll.round.exchange.status != 0) poll.server = setup_.servers.name_of(poll.round.uri);
        if (poll.round.response && poll.round.response->update_bytes)
            poll.update_package = setup_.servers.version_for(poll.server, setup_.plan.router);
        co_return poll;
    }

    net::awaitable<emulator::LnsReport> connect_lns() override {
        switch_on();
        drop_lns();
        auto options = drive_options();
        emulator::LnsPlan plan;
        co_return co_await emulator::connect_lns(gateway_, std::move(options), std::move(plan), muxs_);
    }

    Result<bool> apply_update(std::string package) override {
        package += '\n';
        auto written = write_home_file(places_.home / "version.txt", as_bytes(package));
        if (!written) return written.error();
        std::error_code failed;
        const bool was_there = std::filesystem::remove(gateway_.options().update_file, failed);
        return was_there;
    }

    net::awaitable<void> stop() override {
        drop_lns();
        co_return;
    }

private:
    void switch_on() {
        if (on_) return;
        on_ = true;
        refusal_ = gateway_.start();
    }

    void drop_lns() {
        if (muxs_) muxs_->abort();
        muxs_.reset();
    }

    emulator::DriveOptions drive_options() const {
        emulator::DriveOptions options;
        options.key_log = setup_.options.key_log;
        return options;
    }

    DeviceSetup setup_;
    DevicePlaces places_;
    emulator::PosixDisk disk_{emulator::PosixDisk::Durability::relaxed};  // the home does not outlive the run
    emulator::Gateway gateway_;
    std::unique_ptr<net::WebSocket> muxs_;
    std::optional<emulator::RoundReport> refusal_;
    bool on_ = false;
};

}  // namespace

Result<std::unique_ptr<Device>> make_emulated(DeviceSetup setup, DevicePlaces places) {
    std::string conf = station_conf(setup.plan, false);
    if (auto written = write_home_file(places.home / "station.conf", as_bytes(conf)); !written)
        return written.error();
    auto settings = emulator::parse_settings(std::move(conf), "station.conf", {});
    if (!settings) return settings.error();
    emulator::GatewayOptions options;
    options.settings = *settings;
    options.traits = setup.plan.traits;
    options.router = setup.plan.router;
    if (!setup.plan.station.empty()) options.station = setup.plan.station;
    if (!setup.plan.model.empty()) options.model = setup.plan.model;
    options.update_file = places.temp / "update.bin";
    std::unique_ptr<Device> device =
        std::make_unique<EmulatedDevice>(setup, std::move(places), std::move(options));
    return device;
}

}  // namespace cupspec::scenarios
