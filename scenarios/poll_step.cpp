#include "scenarios/poll_step.hpp"

#include "scenarios/poll_judge.hpp"
#include "scenarios/stage.hpp"

#include <span>

namespace cupspec::scenarios {

std::string PollStep::subject() const { return expect.server ? gateway + " at " + *expect.server : gateway; }

PollStep PollStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway", "repeat", "expect"});
    PollStep step;
    step.gateway = read_gateway_name(at, names);
    step.repetition = read_repetition(at, names);
    if (const auto expect = at.find("expect")) step.expect = read_poll_expectation(*expect, names);
    return step;
}

namespace {

/// What the servers did wrong as they were told to, since so many sightings.
void add_faults(const Witness& witness, std::size_t seen, StepResult& result) {
    for (const Sighting& sighting : std::span{witness.sightings()}.subspan(seen)) {
        if (!sighting.served) continue;
        for (const auto& fault : sighting.served->faults) result.faults.push_back(describe(fault));
    }
}

Judge judge(const PollStep& step, unsigned index, const PollView& view) {
    Judge judge;
    judge_time(step.repetition, index, view.poll.at, judge);
    judge_course(step.expect, view, judge);
    judge_answer(step.expect, view, judge);
    judge_request(step.expect.request, view, judge);
    return judge;
}

}  // namespace

net::awaitable<void> run(const PollStep& step, Stage& stage, StepResult& result) {
    Device& device = stage.device(step.gateway);
    for (unsigned index = 0; index < step.repetition.times && result.verdict == Verdict::passed; ++index) {
        const std::size_t seen = stage.witness().sightings().size();
        const Poll poll = co_await device.poll();
        add_faults(stage.witness(), seen, result);
        Judge found;
        if (poll.missing.empty()) {
            found = judge(step, index, PollView{poll, stage, device.is_emulated()});
            result.round = poll.round;
            result.update_package = poll.update_package;
            result.at = poll.at;
        } else {
            found.same("exchange", "a request of " + step.gateway, poll.missing);
        }
        std::move(found).finish(result);
        note_which(step.repetition, index, result);
    }
}

}  // namespace cupspec::scenarios
