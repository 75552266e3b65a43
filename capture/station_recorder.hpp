#pragma once

#include "capture/capture.hpp"
#include "emulator/gateway.hpp"
#include "emulator/round_recorder.hpp"

#include <chrono>
#include <functional>

namespace cupspec::capture {

/// What a recording's first line says of this gateway.
GatewayFacts facts_of(const emulator::GatewayOptions& options);

/// The files a gateway reads: credential sets, signing keys, version.txt, station.conf. Firmware, logs and
/// other people's files are none of a recording's business.
emulator::HomeFiles station_files(const emulator::Home& home);

/// Makes a captured round of each session of one emulated gateway, with every byte as the socket gave it and
/// the home directory wherever somebody else changed it.
class StationRecorder final : public emulator::RoundRecorder {
public:
    using Sink = std::function<void(Round)>;
    using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

    /// Of an answer; what follows is counted (16 MiB hold any gateway's firmware).
    static constexpr std::size_t kMostAnswerBytes = std::size_t{16} << 20U;

    explicit StationRecorder(Sink sink, SteadyClock clock = std::chrono::steady_clock::now)
        : sink_{std::move(sink)}, clock_{std::move(clock)} {}

    void on_start(const emulator::Home& home, const emulator::RoundReport* refusal) override;
    void on_begin(const emulator::Home& home) override;
    void on_read(ByteView bytes) override;
    void on_end(const emulator::Home& home, const emulator::RoundReport& report, bool lns_connected) override;

    /// The home as the last round left it; nothing before that.
    const std::optional<emulator::HomeFiles>& known() const { return known_; }

private:
    void look_at(const emulator::Home& home);

    Sink sink_;
    SteadyClock clock_;
    Round round_;
    bool restarted_ = false;
    std::optional<emulator::HomeFiles> known_;  ///< as the round before left the home
    std::chrono::steady_clock::time_point last_;
};

}  // namespace cupspec::capture
