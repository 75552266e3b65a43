#include "capture/recording_tap.hpp"

#include <utility>

namespace cupspec::capture {
namespace {

class RecordingTap final : public net::StreamTap {
public:
    RecordingTap(ConnectionFacts facts, Clock clock, RoundSink sink)
        : conversation_{std::move(facts)}, clock_{std::move(clock)}, sink_{std::move(sink)} {}
    RecordingTap(const RecordingTap&) = delete;
    RecordingTap& operator=(const RecordingTap&) = delete;
    ~RecordingTap() override {
        conversation_.server_ended(clock_());
        hand_over();
    }

    void on_received(ByteView bytes) override {
        conversation_.received(bytes, clock_());
        hand_over();
    }
    void on_sent(ByteView bytes) override {
        conversation_.sent(bytes, clock_());
        hand_over();
    }
    void on_peer_ended() noexcept override { conversation_.gateway_ended(clock_()); }
    void on_ended() noexcept override { conversation_.server_ended(clock_()); }

private:
    void hand_over() {
        for (Round& round : conversation_.take()) sink_(std::move(round));
    }

    Conversation conversation_;
    Clock clock_;
    RoundSink sink_;
};

}  // namespace

std::unique_ptr<net::StreamTap> make_recording_tap(ConnectionFacts facts, Clock clock, RoundSink sink) {
    return std::make_unique<RecordingTap>(std::move(facts), std::move(clock), std::move(sink));
}

}  // namespace cupspec::capture
