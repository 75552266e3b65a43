#include "scenarios/stop_server_step.hpp"

#include "scenarios/judge.hpp"
#include "scenarios/stage.hpp"

namespace cupspec::scenarios {

StopServerStep StopServerStep::read(const json::Cursor& at, const Names& names) {
    at.only({"server"});
    return {read_server_name(at, names.servers)};
}

net::awaitable<void> run(const StopServerStep& step, Stage& stage, StepResult& result) {
    auto name = step.server;
    const auto stopped = co_await stage.servers().stop_one(std::move(name));
    note_broken(stopped, result);
    stage.lose_lns(step.server);
}

}  // namespace cupspec::scenarios
