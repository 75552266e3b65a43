#include "capture/station_recorder.hpp"

#include "emulator/home_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cupspec::capture {
namespace {

using emulator::HomeEntry;
using emulator::Outcome;

bool is_station_file(std::string_view name) {
    constexpr std::array<std::string_view, 2> kNames{"version.txt", "station.conf"};
    constexpr std::array<std::string_view, 3> kBeginnings{"cups", "tc", "sig-"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
           std::any_of(kBeginnings.begin(), kBeginnings.end(),
                       [name](std::string_view beginning) { return name.starts_with(beginning); });
}

bool is_same(const HomeEntry& a, const HomeEntry& b) {
    return a.kind == b.kind && a.mode == b.mode && a.content == b.content;
}

bool is_same(const emulator::HomeFiles& a, const emulator::HomeFiles& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
        return one.first == other.first && is_same(one.second, other.second);
    });
}

/// The first problem that only the shell could see.
std::string trouble_of(const emulator::RoundReport& report) {
    const auto from_outside = [](const std::string& problem) {
        return problem.starts_with("tls-") || problem.starts_with("unusable-credentials:");
    };
    const auto found = std::find_if(report.problems.begin(), report.problems.end(), from_outside);
    return found == report.problems.end() ? std::string{} : *found;
}

Ending ending_of(const emulator::RoundReport& report, const std::string& trouble) {
    switch (report.outcome) {
        case Outcome::timeout: return Ending::timeout;
        case Outcome::connect_failed: return Ending::connect_failed;
        case Outcome::no_credentials: return trouble.empty() ? Ending::none : Ending::no_credentials;
        case Outcome::closed: return trouble.empty() ? Ending::closed : Ending::handshake_failed;
        default: return Ending::none;
    }
}

Observed observed_of(const emulator::RoundReport& report) {
    Observed observed;
    observed.outcome = report.outcome;
    observed.problems = report.problems;
    observed.committed = report.committed;
    observed.verdict = report.update.kind;
    if (report.outcome != Outcome::crashed && report.outcome != Outcome::start_refused)
        observed.next = report.next;
    return observed;
}

}  // namespace

GatewayFacts facts_of(const emulator::GatewayOptions& options) {
    GatewayFacts facts;
    facts.router = options.router;
    const auto all = emulator::personalities();
    const auto found =
        std::find_if(all.begin(), all.end(), [&options](const emulator::Personality& personality) {
            return personality.traits == options.traits;
        });
    if (found != all.end()) facts.personality = found->name;
    facts.station = options.station.empty() ? std::string{options.traits.station} : options.station;
    facts.model = options.model.empty() ? std::string{options.traits.model} : options.model;
    facts.lns = options.lns;
    facts.refuses_updates = options.update_policy == emulator::UpdatePolicy::refuse;
    facts.settings = options.settings;
    return facts;
}

emulator::HomeFiles station_files(const emulator::Home& home) {
    auto files = emulator::read_home(home.directory());
    if (!files) return {};
    std::erase_if(*files, [](const auto& entry) { return !is_station_file(entry.first); });
    return std::move(*files);
}

void StationRecorder::look_at(const emulator::Home& home) {
    auto files = station_files(home);
    if (!known_ || !is_same(*known_, files)) round_.home = std::move(files);
}

void StationRecorder::on_start(const emulator::Home& home, const emulator::RoundReport* refusal) {
    restarted_ = true;
    if (refusal == nullptr) return;
    round_ = {};
    round_.restarted = true;
    look_at(home);
    round_.started = wall_clock();
    round_.observed = observed_of(*refusal);
    sink_(std::move(round_));
}

void StationRecorder::on_begin(const emulator::Home& home) {
    round_ = {};
    round_.restarted = std::exchange(restarted_, false);
    look_at(home);
    last_ = clock_();
}

void StationRecorder::on_read(ByteView bytes) {
    const auto now = clock_();
    const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_);
    last_ = now;
    const std::size_t keep = std::min(bytes.size(), kMostAnswerBytes - round_.answer.size());
    round_.answer.insert(round_.answer.end(), bytes.begin(),
                         bytes.begin() + static_cast<std::ptrdiff_t>(keep));
    round_.omitted += bytes.size() - keep;
    if (keep > 0) round_.reads.push_back({after, keep});
}

void StationRecorder::on_end(const emulator::Home& home, const emulator::RoundReport& report,
                             bool lns_connected) {
    round_.started = report.exchange.started;
    round_.took = report.exchange.took;
    round_.lns_connected = lns_connected;
    round_.uri = report.uri;
    round_.set = report.set;
    round_.peer = report.exchange.peer;
    round_.tls = report.exchange.tls;
    round_.request_head = report.exchange.request_head;
    round_.request_body = report.exchange.request_body;
    round_.is_request_exact = true;
    round_.trouble = trouble_of(report);
    round_.ending = ending_of(report, round_.trouble);
    round_.observed = observed_of(report);
    known_ = station_files(home);
    sink_(std::move(round_));
}

}  // namespace cupspec::capture
