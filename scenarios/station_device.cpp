#include "scenarios/device.hpp"
#include "scenarios/home_files.hpp"
#include "scenarios/observe.hpp"
#include "scenarios/process.hpp"

#include <utility>

namespace cupspec::scenarios {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{100};

/// A command that behaves like a gateway; known by what the scenario's servers see of it.
class StationDevice final : public Device {
public:
    StationDevice(const DeviceSetup& setup, DevicePlaces places, std::unique_ptr<Process> process)
        : setup_{setup}, places_{std::move(places)}, process_{std::move(process)} {}

    bool is_emulated() const override { return false; }
    const std::filesystem::path& home() const override { return places_.home; }

    net::awaitable<Poll> poll() override {
        Poll poll;
        const Sighting* sighting = co_await next(polls_seen_, &StationDevice::is_contact);
        if (sighting == nullptr) {
            poll.missing = why_nothing();
            co_return poll;
        }
        if (sighting->failed) {
            poll.round.exchange.tls = *sighting->failed;
            co_return poll;
        }
        poll.server = sighting->server;
        poll.round = observe(*sighting->served);
        poll.round.round = ++rounds_;
        poll.round.uri = setup_.servers.url(poll.server);
        if (poll.round.response && poll.round.response->update_bytes)
            poll.update_package = setup_.servers.version_for(poll.server, setup_.plan.router);
        co_return poll;
    }

    net::awaitable<LnsAttempt> connect_lns() override {
        using Stage = emulator::LnsReport::Stage;
        LnsAttempt attempt;
        emulator::LnsReport& report = attempt.report;
        report.problem = "nothing-seen";
        while (report.stage != Stage::configured) {
            const Sighting* sighting = co_await next(lns_seen_, &StationDevice::is_lns_step);
            if (sighting == nullptr) {
                report.detail = why_nothing();
                break;
            }
            note(*sighting->lns, report);
            if (sighting->lns->kind == server::LnsEvent::Kind::refused) break;
        }
        co_return attempt;
    }

    /// A real gateway runs the firmware itself; what the scenario's firmware does not do is done for it.
    Result<bool> apply_update(std::string package) override {
        package += '\n';
        auto written = write_home_file(places_.home / "version.txt", as_bytes(package));
        if (!written) return written.error();
        polls_seen_ = setup_.witness.sightings().size();  // what it asked before knows the old version
        return true;
    }

    void restart() override {}                     // such scenarios are skipped
    void lose_lns(const std::string&) override {}  // it notices by itself

    net::awaitable<void> stop() override { return process_->stop(); }

private:
    using Filter = bool (StationDevice::*)(const Sighting&) const;

    bool is_contact(const Sighting& sighting) const {
        if (sighting.failed) return true;  // nobody says who it was
        return sighting.served && sighting.served->request &&
               sighting.served->request->router == setup_.plan.router;
    }
    bool is_lns_step(const Sighting& sighting) const {
        return sighting.lns && (!sighting.lns->router || *sighting.lns->router == setup_.plan.router);
    }

    /// The next sighting that fits; null when the time is up or the command has ended.
    net::awaitable<const Sighting*> next(std::size_t& seen, Filter fits) {
        const auto deadline = steady_clock::now() + setup_.options.station_wait;
        for (;;) {
            const bool ended = process_->end().has_value();
            const auto& all = setup_.witness.sightings();
            for (; seen < all.size(); ++seen)
                if ((this->*fits)(all[seen])) co_return &all[seen++];
            if (ended || steady_clock::now() >= deadline) co_return nullptr;
            const auto look = std::min(deadline, steady_clock::now() + kLookEvery);
            co_await setup_.witness.wait(look);  // now and then, to notice that the command has ended
        }
    }

    std::string why_nothing() const {
        if (const auto how = process_->end()) return "the station command ended: " + *how;
        return "nothing came within " + std::to_string(setup_.options.station_wait.count()) + " ms";
    }

    static void note(const server::LnsEvent& event, emulator::LnsReport& report) {
        using Kind = server::LnsEvent::Kind;
        using Stage = emulator::LnsReport::Stage;
        if (event.kind == Kind::discovery) report.stage = Stage::muxs;
        if (event.kind == Kind::muxs_connected) report.stage = Stage::connected;
        if (event.kind == Kind::version) report.stage = Stage::configured;  // the answer is a router_config
        report.problem = event.kind == Kind::refused ? "refused" : "";
        report.detail = event.text;
    }

    DeviceSetup setup_;
    DevicePlaces places_;
    std::unique_ptr<Process> process_;
    std::size_t polls_seen_ = 0;
    std::size_t lns_seen_ = 0;
    unsigned rounds_ = 0;
};

std::string with_home(std::string command, const std::string& home) {
    constexpr std::string_view kHome = "{home}";
    for (auto at = command.find(kHome); at != std::string::npos; at = command.find(kHome, at + home.size()))
        command.replace(at, kHome.size(), home);
    return command;
}

}  // namespace

Result<std::unique_ptr<Device>> make_station(DeviceSetup setup, DevicePlaces places) {
    const std::string conf = station_conf(setup.plan, true);
    if (auto written = write_home_file(places.home / "station.conf", as_bytes(conf)); !written)
        return written.error();
    const std::string command = with_home(setup.options.station_command, places.home.string());
    auto process = Process::start(command, places.temp / "station-output.txt", places.temp);
    if (!process) return process.error();
    std::unique_ptr<Device> device =
        std::make_unique<StationDevice>(setup, std::move(places), std::move(*process));
    return device;
}

}  // namespace cupspec::scenarios
