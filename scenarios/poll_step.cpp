#include "scenarios/poll_step.hpp"

#include "scenarios/poll_judge.hpp"
#include "scenarios/stage.hpp"

namespace cupspec::scenarios {

std::string PollStep::subject() const { return expect.server ? gateway + " at " + *expect.server : gateway; }

PollStep PollStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway", "expect"});
    PollStep step;
    step.gateway = read_gateway_name(at, names);
    if (const auto expect = at.find("expect")) step.expect = read_poll_expectation(*expect, names);
    return step;
}

net::awaitable<void> run(const PollStep& step, Stage& stage, StepResult& result) {
    Device& device = stage.device(step.gateway);
    const Poll poll = co_await device.poll();
    Judge judge;
    if (!poll.missing.empty()) {
        judge.same("exchange", "a request of " + step.gateway, poll.missing);
        std::move(judge).finish(result);
        co_return;
    }
    const PollView view{poll, stage, device.is_emulated()};
    judge_course(step.expect, view, judge);
    judge_answer(step.expect, view, judge);
    judge_request(step.expect.request, view, judge);
    std::move(judge).finish(result);
    result.round = poll.round;
    result.update_package = poll.update_package;
}

}  // namespace cupspec::scenarios
