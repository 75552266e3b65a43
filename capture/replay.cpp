#include "capture/replay.hpp"

#include "capture/factory_home.hpp"
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
constexpr auto kUpdateFile = "update.bin";

/// The bytes of an answer in the pieces in which they came; where that is unknown, in as few as the buffer
/// allows.
class CapturedWire {
public:
    explicit CapturedWire(const Round& captured) : captured_{captured} {}

    void play(emulator::Round& round) {
        for (const Read& read : captured_.reads) feed(round, read.bytes);
        feed(round, captured_.answer.size());
        if (!round.finished()) end(round);
    }

private:
    void feed(emulator::Round& round, std::size_t bytes) {
        bytes = std::min(bytes, captured_.answer.size() - at_);
        while (bytes > 0 && !round.finished()) {
            const std::size_t piece = std::min(bytes, round.want());
            if (piece == 0) return;
            round.on_bytes(ByteView{captured_.answer}.subspan(at_, piece));
            at_ += piece;
            bytes -= piece;
        }
    }

    void end(emulator::Round& round) {
        if (captured_.ending == Ending::timeout) return round.on_timeout();
        round.on_peer_closed(captured_.tls.failure);
    }

    const Round& captured_;
    std::size_t at_ = 0;
};

void play_round(const Round& captured, emulator::Round& round) {
    switch (captured.ending) {
        case Ending::connect_failed: return round.on_connect_failed();
        case Ending::handshake_failed: return round.on_handshake_failed(captured.trouble);
        case Ending::no_credentials: return round.on_credentials_unusable(captured.trouble);
        default: break;
    }
    CapturedWire{captured}.play(round);
}

Result<emulator::GatewayOptions> options_of(const Capture& capture) {
    const GatewayFacts& facts = capture.gateway;
    const auto traits =
        emulator::find_personality(facts.personality.empty() ? "station-2.0.6" : facts.personality);
    if (!traits) return traits.error();
    emulator::GatewayOptions options;
    options.traits = *traits;
    if (facts.settings) options.settings = *facts.settings;
    options.station = facts.station;
    options.model = facts.model;
    options.router = facts.router.value_or(protocol::Eui64{1});
    options.lns = facts.lns;
    options.update_file = kUpdateFile;
    if (facts.refuses_updates) options.update_policy = emulator::UpdatePolicy::refuse;
    for (const Round& round : capture.rounds) {
        const auto request = request_of(round);
        if (!request) continue;
        if (!facts.router) options.router = request->router;
        if (options.station.empty()) options.station = request->station.value_or("");
        if (options.model.empty()) options.model = request->model.value_or("");
        break;
    }
    return options;
}

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
        : capture_{capture}, options_{std::move(options)}, other_{other} {}

    Replayed play() {
        for (std::size_t i = 0; i < capture_.rounds.size(); ++i) {
            const Round& captured = capture_.rounds[i];
            prepare(captured, i);
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
            taken_update_ = !played.report.update.file.empty();
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
        if (round.start()) play_round(captured, round);
        return gateway_->end_round(captured.lns_connected);
    }

    void prepare(const Round& captured, std::size_t number) {
        if (captured.home && (other_ == nullptr || number == 0)) {
            put_home(*captured.home);
        } else if (number == 0) {
            put_home(factory_home(captured));
            replayed_.notes.emplace_back(
                "the gateway's home is made up: credentials and signing keys of the reported CRCs");
        } else {
            apply_update(captured);
        }
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

    /// Firmware is never run here; that it noted its version shows in the next request.
    void apply_update(const Round& captured) {
        const auto request = request_of(captured);
        if (!taken_update_ || !request || !request->package) return;
        if (gateway_ && gateway_->home().package() == request->package) return;
        static_cast<void>(disk_.write("version.txt", as_bytes(*request->package), 0644));
        replayed_.notes.push_back("round " + std::to_string(replayed_.rounds.size() + 1) +
                                  ": the firmware of the round before wrote version.txt, " +
                                  *request->package);
    }

    const Capture& capture_;
    emulator::GatewayOptions options_;
    const OtherServer* other_;
    emulator::TrialDisk disk_{{}};
    std::unique_ptr<Gateway> gateway_;
    std::optional<emulator::RoundReport> refusal_;
    bool taken_update_ = false;
    Replayed replayed_;
};

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

Result<Replayed> replay(const Capture& capture) {
    auto options = options_of(capture);
    if (!options) return options.error();
    return Player{capture, std::move(*options)}.play();
}

Result<Replayed> replay_against(const Capture& capture, const std::string& uri, const Transport& transport) {
    auto options = options_of(capture);
    if (!options) return options.error();
    const OtherServer other{uri, transport};
    return Player{capture, std::move(*options), &other}.play();
}

}  // namespace cupspec::capture
