#include "capture/gateway_recording.hpp"
#include "emulator/drive.hpp"
#include "emulator/gateway.hpp"
#include "scenarios/device.hpp"
#include "scenarios/home_files.hpp"
#include "scenarios/timed_life.hpp"

#include <string>
#include <utility>

namespace cupspec::scenarios {
namespace {

// A gateway whose CUPS side is off never comes to a round, however long its LNS is tried.
constexpr unsigned kMostOthers = 1000;

/// The gateway of emulator/, switched on at its first contact.
class EmulatedDevice : public Device {
public:
    EmulatedDevice(const DeviceSetup& setup, DevicePlaces places, emulator::GatewayOptions options)
        : setup_{setup}, places_{std::move(places)}, options_{std::move(options)} {}

    void record(std::unique_ptr<capture::GatewayRecording> recording) {
        recording_ = std::move(recording);
        options_.recorder = recording_->recorder();
    }

    bool is_emulated() const override { return true; }
    const std::filesystem::path& home() const override { return places_.home; }

    net::awaitable<Poll> poll() override {
        switch_on();
        Poll poll;
        if (refusal_) {
            poll.round = *refusal_;
            co_return poll;
        }
        poll = co_await contact_cups();
        if (poll.round.exchange.status != 0) poll.server = setup_.servers.name_of(poll.round.uri);
        if (poll.round.response && poll.round.response->update_bytes)
            poll.update_package = setup_.servers.version_for(poll.server, setup_.plan.router);
        co_return poll;
    }

    net::awaitable<LnsAttempt> connect_lns() override {
        switch_on();
        LnsAttempt attempt;
        if (refusal_) {
            attempt.missing = "Station refused to start";
            co_return attempt;
        }
        attempt = co_await contact_lns();
        co_return attempt;
    }

    Result<bool> apply_update(std::string package) override {
        package += '\n';
        auto written = write_home_file(places_.home / "version.txt", as_bytes(package));
        if (!written) return written.error();
        std::error_code failed;
        const bool was_there = std::filesystem::remove(options_.update_file, failed);
        return was_there;
    }

    void restart() override {
        switch_off();
        switch_on();
    }

    void lose_lns(const std::string& lns) override {
        const auto* connected = connection();
        if (connected != nullptr && setup_.servers.name_of(connected->discovery_uri) == lns) cut_off();
    }

    net::awaitable<void> stop() override {
        switch_off();
        co_return;
    }

protected:
    emulator::Gateway& gateway() { return *gateway_; }
    emulator::DriveOptions drive_options() const {
        emulator::DriveOptions options;
        options.key_log = setup_.options.key_log;
        return options;
    }

private:
    /// The process has started.
    virtual void begin() {}
    /// The process ends.
    virtual void end() = 0;
    /// How the LNS was reached; null while it is not connected.
    virtual const emulator::LnsReport* connection() const = 0;
    /// That connection is gone.
    virtual void cut_off() = 0;
    virtual net::awaitable<Poll> contact_cups() = 0;
    virtual net::awaitable<LnsAttempt> contact_lns() = 0;

    void switch_on() {
        if (gateway_) return;
        gateway_.emplace(disk_, places_.home, options_);
        refusal_ = gateway_->start();
        if (!refusal_) begin();
    }

    void switch_off() {
        end();
        gateway_.reset();
    }

    DeviceSetup setup_;
    DevicePlaces places_;
    std::unique_ptr<capture::GatewayRecording> recording_;
    emulator::GatewayOptions options_;
    emulator::PosixDisk disk_{emulator::PosixDisk::Durability::relaxed};  // the home does not outlive the run
    std::optional<emulator::Gateway> gateway_;
    std::optional<emulator::RoundReport> refusal_;
};

/// Contacts somebody when a step says so.
class SteppedDevice final : public EmulatedDevice {
public:
    using EmulatedDevice::EmulatedDevice;

private:
    void end() override { cut_off(); }
    const emulator::LnsReport* connection() const override { return muxs_ ? &last_ : nullptr; }
    void cut_off() override {
        if (muxs_) muxs_->abort();
        muxs_.reset();
    }

    net::awaitable<Poll> contact_cups() override {
        Poll poll;
        auto options = drive_options();
        co_await emulator::drive_round(gateway(), std::move(options));
        poll.round = gateway().end_round(muxs_ != nullptr);
        if (emulator::ends_lns(poll.round)) cut_off();
        co_return poll;
    }

    net::awaitable<LnsAttempt> contact_lns() override {
        cut_off();
        LnsAttempt attempt;
        auto options = drive_options();
        emulator::LnsPlan plan;
        attempt.report =
            co_await emulator::connect_lns(gateway(), std::move(options), std::move(plan), muxs_);
        last_ = attempt.report;
        co_return attempt;
    }

    std::unique_ptr<net::WebSocket> muxs_;
    emulator::LnsReport last_;
};

/// Contacts somebody when Station's timers say so; a step passes over contacts of the other kind.
class TimedDevice final : public EmulatedDevice {
public:
    using EmulatedDevice::EmulatedDevice;

private:
    void begin() override { life_.emplace(gateway(), drive_options(), now_); }
    void end() override {
        if (life_) now_ = life_->now();
        life_.reset();
    }
    const emulator::LnsReport* connection() const override {
        return life_ && life_->lns_is_connected() ? &life_->last_lns() : nullptr;
    }
    void cut_off() override { life_->lose_lns(); }

    net::awaitable<Poll> contact_cups() override {
        Poll poll;
        auto contact = co_await next(&Contact::is_round, poll.missing);
        if (!contact) co_return poll;
        poll.round = std::move(*contact->round);
        poll.at = life_->now();
        co_return poll;
    }

    net::awaitable<LnsAttempt> contact_lns() override {
        LnsAttempt attempt;
        auto contact = co_await next(&Contact::is_attempt, attempt.missing);
        if (!contact) co_return attempt;
        attempt.report = std::move(*contact->lns);
        attempt.at = life_->now();
        co_return attempt;
    }

    /// The next contact of a kind. @param missing the caller's, who waits: says why there is none
    net::awaitable<std::optional<Contact>> next(bool (Contact::*fits)() const, std::string& missing) {
        std::optional<Contact> contact;
        for (unsigned others = 0; others < kMostOthers; ++others) {
            contact = co_await life_->next();
            if (!contact) missing = "no timer runs that leads to one";
            if (!contact || ((*contact).*fits)()) co_return contact;
        }
        missing = "none among " + std::to_string(kMostOthers) + " contacts, until " + span_text(life_->now());
        contact.reset();
        co_return contact;
    }

    std::chrono::milliseconds now_{0};
    std::optional<TimedLife> life_;
};

}  // namespace

Result<std::unique_ptr<Device>> make_emulated(DeviceSetup setup, DevicePlaces places) {
    const std::string conf = station_conf(setup.plan, false);
    if (auto written = write_home_file(places.home / "station.conf", as_bytes(conf)); !written)
        return written.error();
    auto settings = emulator::parse_settings(conf, "station.conf", {});
    if (!settings) return settings.error();
    emulator::GatewayOptions options;
    options.settings = settings->settings;
    options.traits = setup.plan.traits;
    options.router = setup.plan.router;
    if (!setup.plan.station.empty()) options.station = setup.plan.station;
    if (!setup.plan.model.empty()) options.model = setup.plan.model;
    options.update_file = places.temp / "update.bin";
    std::unique_ptr<capture::GatewayRecording> recording;
    if (!places.recording.empty()) {
        auto opened =
            capture::GatewayRecording::open(places.recording, options, setup.options.record_secrets);
        if (!opened) return opened.error();
        recording = std::move(*opened);
    }
    std::unique_ptr<EmulatedDevice> device;
    if (setup.clock == ScenarioClock::station) {
        device = std::make_unique<TimedDevice>(setup, std::move(places), std::move(options));
    } else {
        device = std::make_unique<SteppedDevice>(setup, std::move(places), std::move(options));
    }
    if (recording) device->record(std::move(recording));
    return std::unique_ptr<Device>{std::move(device)};
}

}  // namespace cupspec::scenarios
