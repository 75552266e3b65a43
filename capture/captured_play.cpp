#include "capture/captured_play.hpp"

#include "capture/captured_request.hpp"
#include "capture/http_text.hpp"
#include "capture/stand_in.hpp"
#include "protocol/response.hpp"

#include <algorithm>

namespace cupspec::capture {
namespace {

constexpr auto kUpdateFile = "update.bin";

/// The answer's bytes on their way to a gateway.
class CapturedWire {
public:
    CapturedWire(const Round& captured, emulator::Round& round) : captured_{captured}, round_{round} {}

    void play() {
        for (const Read& read : captured_.reads) feed(read.bytes);
        feed(captured_.answer.size());
    }

private:
    void feed(std::size_t bytes) {
        bytes = std::min(bytes, captured_.answer.size() - at_);
        while (bytes > 0 && round_.want() > 0) {
            const std::size_t piece = std::min(bytes, round_.want());
            round_.on_bytes(ByteView{captured_.answer}.subspan(at_, piece));
            at_ += piece;
            bytes -= piece;
        }
    }

    const Round& captured_;
    emulator::Round& round_;
    std::size_t at_ = 0;
};

/// What a request tells of its gateway.
void take_over(const Capture& capture, emulator::GatewayOptions& options) {
    for (const Round& round : capture.rounds) {
        const auto request = request_of(round);
        if (!request) continue;
        if (!capture.gateway.router) options.router = request->router;
        if (options.station.empty()) options.station = request->station.value_or("");
        if (options.model.empty()) options.model = request->model.value_or("");
        return;
    }
}

}  // namespace

Result<emulator::GatewayOptions> gateway_options(const Capture& capture) {
    const GatewayFacts& facts = capture.gateway;
    emulator::GatewayOptions options;
    if (!facts.personality.empty()) {
        const auto traits = emulator::find_personality(facts.personality);
        if (!traits) return traits.error();
        options.traits = *traits;
    }
    if (facts.settings) options.settings = *facts.settings;
    options.station = facts.station;
    options.model = facts.model;
    options.router = facts.router.value_or(protocol::Eui64{1});
    options.lns = facts.lns;
    options.update_file = kUpdateFile;
    if (facts.refuses_updates) options.update_policy = emulator::UpdatePolicy::refuse;
    take_over(capture, options);
    return options;
}

bool is_unanswered(const Round& captured) {
    return captured.answer.empty() && captured.omitted == 0 && captured.ending == Ending::none &&
           !captured.observed.outcome;
}

std::optional<bool> captured_verdict(const Round& captured, std::size_t number, ByteView key) {
    if (!is_stand_in_signing_key(key)) return std::nullopt;
    const Observed& observed = captured.observed;
    const std::string refusal = "key" + std::to_string(number) + ":not-verified";
    const bool refused = observed.problems && std::find(observed.problems->begin(), observed.problems->end(),
                                                        refusal) != observed.problems->end();
    return !refused && observed.verdict != emulator::UpdateVerdict::Kind::refused;
}

void play_captured(const Round& captured, emulator::Round& round) {
    switch (captured.ending) {
        case Ending::connect_failed: return round.on_connect_failed();
        case Ending::handshake_failed: return round.on_handshake_failed(captured.trouble);
        case Ending::no_credentials: return round.on_credentials_unusable(captured.trouble);
        default: break;
    }
    if (is_unanswered(captured)) {
        const Bytes nothing_new = answer_of(Bytes(protocol::kNullResponseBytes, 0));
        round.on_bytes(nothing_new);
    }
    CapturedWire{captured, round}.play();
    if (round.finished()) return;
    if (captured.ending == Ending::timeout) return round.on_timeout();
    round.on_peer_closed(captured.tls.failure);
}

}  // namespace cupspec::capture
