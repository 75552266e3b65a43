#include "scenarios/replay_step.hpp"

#include "capture/recording_cursor.hpp"
#include "capture/replay.hpp"
#include "protocol/eui64.hpp"
#include "scenarios/result.hpp"

#include <utility>

namespace cupspec::scenarios {
namespace {

void judge_replay(capture::Replayed replayed, StepResult& result) {
    for (std::size_t i = 0; i < replayed.rounds.size(); ++i) {
        capture::ReplayedRound& round = replayed.rounds[i];
        const std::string prefix = "round " + std::to_string(i + 1) + ' ';
        for (const capture::Difference& difference : round.differences)
            result.mismatches.push_back({prefix + difference.what, difference.captured, difference.replayed});
        const bool is_first_wrong = !round.differences.empty() && result.verdict == Verdict::passed;
        if (is_first_wrong) result.verdict = Verdict::failed;
        // The report shows the round that went wrong, or else the last.
        const bool is_shown =
            is_first_wrong || (result.verdict == Verdict::passed && i + 1 == replayed.rounds.size());
        if (is_shown) result.round = std::move(round.report);
    }
}

}  // namespace

ReplayStep ReplayStep::read(const json::Cursor& at, const Names& /*names*/) {
    at.only({"gateway", "rounds"});
    ReplayStep step;
    step.capture.form = "scenario";
    capture::read_gateway(at["gateway"], step.capture);
    for (const json::Cursor& round : at["rounds"].items())
        step.capture.rounds.push_back(capture::read_round(round));
    const auto& router = step.capture.gateway.router;
    const std::size_t rounds = step.capture.rounds.size();
    step.title = (router ? protocol::to_id6(*router) : std::string{"a gateway"}) + ", " +
                 std::to_string(rounds) + (rounds == 1 ? " round" : " rounds");
    return step;
}

net::awaitable<void> run(const ReplayStep& step, Stage& /*stage*/, StepResult& result) {
    auto replayed = capture::replay(step.capture);
    if (replayed) {
        judge_replay(std::move(*replayed), result);
    } else {
        result.verdict = Verdict::broken;
        result.message = describe(replayed.error());
    }
    co_return;
}

}  // namespace cupspec::scenarios
