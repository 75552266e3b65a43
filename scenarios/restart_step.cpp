#include "scenarios/restart_step.hpp"

#include "scenarios/stage.hpp"

namespace cupspec::scenarios {

RestartStep RestartStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway"});
    return {read_gateway_name(at, names)};
}

net::awaitable<void> run(const RestartStep& step, Stage& stage, StepResult& /*result*/) {
    stage.device(step.gateway).restart();
    co_return;
}

}  // namespace cupspec::scenarios
