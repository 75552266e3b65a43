#include "scenarios/apply_update_step.hpp"

#include "scenarios/judge.hpp"
#include "scenarios/stage.hpp"

namespace cupspec::scenarios {

ApplyUpdateStep ApplyUpdateStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway", "package"});
    return {read_gateway_name(at, names), at["package"].text()};
}

net::awaitable<void> run(const ApplyUpdateStep& step, Stage& stage, StepResult& result) {
    const auto applied = stage.device(step.gateway).apply_update(step.package);
    if (!applied) {
        result.verdict = Verdict::broken;
        result.message = describe(applied.error());
        co_return;
    }
    Judge judge;
    judge.same("update file", "an accepted firmware", *applied ? "an accepted firmware" : "none lies there");
    std::move(judge).finish(result);
}

}  // namespace cupspec::scenarios
