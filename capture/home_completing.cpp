#include "capture/captured_play.hpp"
#include "capture/captured_request.hpp"
#include "capture/home_making.hpp"
#include "emulator/gateway.hpp"
#include "emulator/trial_disk.hpp"
#include "protocol/quoted.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::capture {
namespace {

using emulator::Category;
using emulator::HomeFiles;
using emulator::SetName;
using protocol::UpdateInfo;

constexpr std::string_view kPlayedHome = "home";
constexpr std::string_view kPlayedUpdate = "update.bin";
constexpr std::string_view kPlayedPart = "update.bi_";

/// The gateway as the rounds so far left it. Not copied: gateway and disk know each other.
class PlayedLife {
public:
    PlayedLife(HomeFiles home, emulator::GatewayOptions options)
        : options_{std::move(options)}, disk_{std::move(home)} {}
    PlayedLife(const PlayedLife&) = delete;
    PlayedLife& operator=(const PlayedLife&) = delete;
    ~PlayedLife() = default;

    void start() {
        gateway_.emplace(disk_, kPlayedHome, options_);
        static_cast<void>(gateway_->start());  // what it refuses a real one had, for it went on
    }
    bool started() const { return gateway_.has_value(); }

    HomeFiles files() const {
        HomeFiles files = disk_.files();
        files.erase(std::string{kPlayedUpdate});
        files.erase(std::string{kPlayedPart});
        return files;
    }

    void become(const HomeFiles& home) { disk_.replace(home); }

    UpdateInfo reports() { return emulator::Home{disk_, kPlayedHome}.update_info(options_.traits); }

    /// @return whether a firmware was to be run
    bool play(const Round& captured) {
        emulator::Round& round = gateway_->begin_round();
        if (round.start()) play_captured(captured, round);
        const auto report = gateway_->end_round(captured.lns_connected);
        if (captured.lns_connected && !emulator::ends_lns(report)) gateway_->lns_connected();
        return report.response && report.response->update_bytes;
    }

private:
    emulator::GatewayOptions options_;
    emulator::TrialDisk disk_;
    std::optional<emulator::Gateway> gateway_;
};

/// Makes a home tell what a request tells, and notes what that took.
class HomeMender {
public:
    HomeMender(HomeFiles home, const UpdateInfo& now, const UpdateInfo& wanted)
        : home_{std::move(home)}, now_{now}, wanted_{wanted} {}

    /// What Station itself never writes.
    void mend_foreign(bool firmware_ran) {
        if (now_.package != wanted_.package)
            replace("version.txt", wanted_.package, firmware_ran ? "the firmware" : "somebody");
        if (now_.keys == wanted_.keys) return;
        put_signing_keys(home_, wanted_.keys);
        changes_.push_back("somebody changed the signing keys: " + std::to_string(wanted_.keys.size()) +
                           " now");
    }

    /// What otherwise its rounds alone change.
    void mend_own(const HomeHints& hints) {
        mend_uri("cups.uri", now_.cups_uri, wanted_.cups_uri);
        mend_uri("tc.uri", now_.tc_uri, wanted_.tc_uri);
        mend_set(Category::cups, now_.cups_cred_crc, wanted_.cups_cred_crc, hints.cups);
        mend_set(Category::tc, now_.tc_cred_crc, wanted_.tc_cred_crc, hints.tc);
    }

    const std::vector<std::string>& changes() const { return changes_; }
    HomeFiles take() && { return std::move(home_); }

private:
    void mend_uri(const std::string& name, const std::optional<std::string>& now,
                  const std::optional<std::string>& wanted) {
        if (now != wanted) replace(name, wanted, "somebody");
    }

    void replace(const std::string& name, const std::optional<std::string>& text, const std::string& who) {
        if (!text) {
            home_.erase(name);
            changes_.push_back(who + " removed " + name);
            return;
        }
        put_file(home_, name, as_bytes(*text));
        changes_.push_back(who + " wrote " + name + " = " + protocol::quoted(*text));
    }

    void mend_set(Category category, std::optional<std::uint32_t> now, std::optional<std::uint32_t> wanted,
                  SetShape shape) {
        if (!wanted || now == wanted) return;
        const std::string name{to_string(category)};
        if (*wanted == protocol::crc({})) {
            put_credentials(home_, category, SetName::regular, {});
            changes_.push_back("somebody removed the " + name + " credentials");
            return;
        }
        shape.crc = wanted;
        put_credentials(home_, category, SetName::regular, stand_in_set(shape));
        changes_.push_back("somebody changed the " + name + " credentials: CRC " + std::to_string(*wanted) +
                           " in place of " + std::to_string(now.value_or(0)));
    }

    HomeFiles home_;
    const UpdateInfo& now_;
    const UpdateInfo& wanted_;
    std::vector<std::string> changes_;
};

bool same_contents(const HomeFiles& left, const HomeFiles& right) {
    return std::ranges::equal(left, right, [](const auto& a, const auto& b) {
        return a.first == b.first && a.second.content == b.second.content;
    });
}

/// Before a round: what the capture has of the home, or what its request tells of it.
void settle_home(PlayedLife& life, Round& round, bool firmware_ran, Capture& capture,
                 const HomeHints& hints) {
    if (round.home) {
        if (same_contents(*round.home, life.files())) {
            round.home.reset();
        } else {
            life.become(*round.home);
        }
        return;
    }
    const auto wanted = request_of(round);
    if (!wanted) return;
    const UpdateInfo now = life.reports();
    HomeMender mender{life.files(), now, *wanted};
    mender.mend_foreign(firmware_ran);
    if (round.restarted || capture.has_gaps) mender.mend_own(hints);
    if (mender.changes().empty()) return;
    for (const std::string& change : mender.changes())
        capture.understood.push_back("before " + round.where + ' ' + change);
    round.home = std::move(mender).take();
    life.become(*round.home);
}

HomeFiles first_home(const Capture& capture, const HomeHints& hints) {
    for (const Round& round : capture.rounds)
        if (const auto request = request_of(round)) return made_home(*request, hints);
    return made_home(factory_request(), hints);
}

}  // namespace

void complete_homes(Capture& capture, const HomeHints& hints) {
    if (capture.rounds.empty()) return;
    if (!capture.rounds.front().home) capture.rounds.front().home = first_home(capture, hints);
    auto options = gateway_options(capture);
    if (!options) return;  // nobody can play it; whoever tries is told
    PlayedLife life{*capture.rounds.front().home, std::move(*options)};
    bool firmware_ran = false;
    for (std::size_t i = 0; i < capture.rounds.size(); ++i) {
        Round& round = capture.rounds[i];
        if (i > 0) settle_home(life, round, firmware_ran, capture, hints);
        if (!life.started() || round.restarted) life.start();
        firmware_ran = life.play(round) || (firmware_ran && round.request_body.empty());
    }
}

}  // namespace cupspec::capture
