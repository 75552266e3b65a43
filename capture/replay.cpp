#include "capture/replay.hpp"

#include "capture/captured_play.hpp"
#include "capture/home_making.hpp"
#include "capture/round_comparison.hpp"
#include "emulator/gateway.hpp"
#include "emulator/trial_disk.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace cupspec::capture {
namespace {

using emulator::Gateway;

constexpr auto kHome = "home";

/// In place of the captured server.
struct OtherServer {
    std::string uri;
    const Transport& transport;
};

/// Every CUPS URI of a home leads there.
void redirect(emulator::HomeFiles& home, const std::string& uri) {
    for (auto& [name, entry] : home)
        if (name.starts_with("cups") && name.ends_with(".uri")) entry.content = to_bytes(uri);
}

/// One gateway through a capture's rounds.
class Player {
public:
    /// @param other borrowed for the object's life; null: the captured server
    Player(const Capture& capture, emulator::GatewayOptions options, const OtherServer* other = nullptr)
        : capture_{capture}, options_{std::move(options)}, other_{other} {
        options_.oracle = [this](std::size_t number, ByteView key) {
            return other_ == nullptr ? captured_verdict(*current_, number, key) : std::nullopt;
        };
    }
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;
    ~Player() = default;

    Replayed play() {
        for (std::size_t i = 0; i < capture_.rounds.size(); ++i) {
            const Round& captured = capture_.rounds[i];
            current_ = &captured;
            prepare(captured, i == 0);
            ReplayedRound played;
            played.home = disk_.files();
            if (refusal_) {
                played.report = *refusal_;
            } else {
                played.report = session(captured);
            }
            if (other_ == nullptr) {
                compare(captured, played);
            } else {
                compare_observed(captured.observed, played);
            }
            const auto outcome = played.report.outcome;
            replayed_.rounds.push_back(std::move(played));
            if (outcome == emulator::Outcome::crashed) gateway_.reset();
        }
        return std::move(replayed_);
    }

private:
    emulator::RoundReport session(const Round& captured) {
        if (other_ != nullptr) {
            other_->transport(*gateway_);
            return gateway_->end_round(captured.lns_connected);
        }
        emulator::Round& round = gateway_->begin_round();
        if (round.start()) {
            if (is_unanswered(captured))
                replayed_.notes.push_back("what the server answered in round " +
                                          std::to_string(replayed_.rounds.size() + 1) +
                                          ": that there is nothing new takes its place");
            play_captured(captured, round);
        }
        return gateway_->end_round(captured.lns_connected);
    }

    void prepare(const Round& captured, bool is_first) {
        // Another server's doings are not what changed the captured home later.
        if (captured.home && (is_first || other_ == nullptr)) put_home(*captured.home);
        if (captured.restarted || !gateway_) start();
    }

    void put_home(emulator::HomeFiles home) {
        if (other_ != nullptr) redirect(home, other_->uri);
        disk_.replace(std::move(home));
    }

    void start() {
        gateway_ = std::make_unique<Gateway>(disk_, kHome, options_);
        refusal_ = gateway_->start();
    }

    const Capture& capture_;
    emulator::GatewayOptions options_;
    const OtherServer* other_;
    const Round* current_ = nullptr;
    emulator::TrialDisk disk_{{}};
    std::unique_ptr<Gateway> gateway_;
    std::optional<emulator::RoundReport> refusal_;
    Replayed replayed_;
};

Result<Replayed> play_all(const Capture& capture, const OtherServer* other) {
    auto options = gateway_options(capture);
    if (!options) return options.error();
    Capture completed = capture;
    complete_homes(completed);
    auto replayed = Player{completed, std::move(*options), other}.play();
    const bool is_made_up = !capture.rounds.empty() && !capture.rounds.front().home;
    if (is_made_up)
        replayed.notes.emplace_back(
            "the gateway's home is made up: credentials and signing keys of the reported CRCs");
    const auto assumed = static_cast<std::ptrdiff_t>(capture.understood.size());
    replayed.notes.insert(replayed.notes.end(), completed.understood.begin() + assumed,
                          completed.understood.end());
    return replayed;
}

}  // namespace

std::size_t Replayed::compared() const {
    std::size_t sum = 0;
    for (const ReplayedRound& round : rounds) sum += round.compared;
    return sum;
}

bool Replayed::came_back() const {
    return std::all_of(rounds.begin(), rounds.end(),
                       [](const ReplayedRound& round) { return round.differences.empty(); });
}

Result<Replayed> replay(const Capture& capture) { return play_all(capture, nullptr); }

Result<Replayed> replay_against(const Capture& capture, const std::string& uri, const Transport& transport) {
    const OtherServer other{uri, transport};
    return play_all(capture, &other);
}

}  // namespace cupspec::capture
