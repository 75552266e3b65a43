#include "scenarios/poll_judge.hpp"
#include "scenarios/stage.hpp"

namespace cupspec::scenarios {
namespace {

std::vector<std::string> committed(const emulator::RoundReport& round) {
    std::vector<std::string> names;
    for (const auto category : round.committed) names.emplace_back(emulator::to_string(category));
    return names;
}

/// Parts of a round that leave no trace at the server.
void judge_inside(const PollExpectation& expect, const emulator::RoundReport& round, Judge& judge) {
    if (expect.outcome)
        judge.same("outcome", *expect.outcome, std::string{emulator::to_string(round.outcome)});
    if (expect.set) judge.same("credentialSet", *expect.set, std::string{emulator::to_string(round.set)});
    if (expect.committed) judge.same("committed", listed(*expect.committed), listed(committed(round)));
    if (expect.problems) judge.same("problems", listed(*expect.problems), listed(round.problems));
    if (!expect.next) return;
    if (expect.next->set)
        judge.same("next.credentialSet", *expect.next->set, std::string{emulator::to_string(round.next.set)});
    if (expect.next->after) {
        judge.same("next.after", span_text(*expect.next->after), span_text(round.next.after));
    }
}

void pass_over(const PollExpectation& expect, Judge& judge) {
    if (expect.outcome) judge.cannot_know("outcome");
    if (expect.set) judge.cannot_know("credentialSet");
    if (expect.committed) judge.cannot_know("committed");
    if (expect.problems) judge.cannot_know("problems");
    if (expect.next) judge.cannot_know("next");
}

}  // namespace

void judge_course(const PollExpectation& expect, const PollView& view, Judge& judge) {
    const auto& round = view.poll.round;
    if (expect.server) {
        const std::string& server = view.poll.server;
        judge.same("server", *expect.server, server.empty() ? "none of the scenario's" : server);
    }
    if (expect.status) {
        const auto status = round.exchange.status;
        const auto actual = status == 0 ? std::optional<std::int64_t>{} : std::optional<std::int64_t>{status};
        judge.same("status", *expect.status, actual, "no answer");
    }
    if (view.emulated) {
        judge_inside(expect, round, judge);
    } else {
        pass_over(expect, judge);
    }
}

}  // namespace cupspec::scenarios
