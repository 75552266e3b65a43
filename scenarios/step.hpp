#pragma once

#include "net/stream.hpp"
#include "scenarios/alter_home_step.hpp"
#include "scenarios/apply_update_step.hpp"
#include "scenarios/change_server_step.hpp"
#include "scenarios/connect_lns_step.hpp"
#include "scenarios/expect_home_step.hpp"
#include "scenarios/expect_status_step.hpp"
#include "scenarios/names.hpp"
#include "scenarios/poll_step.hpp"
#include "scenarios/replay_step.hpp"
#include "scenarios/restart_step.hpp"
#include "scenarios/result.hpp"
#include "scenarios/start_server_step.hpp"
#include "scenarios/stop_server_step.hpp"

#include <string>
#include <variant>

namespace cupspec::scenarios {

class Stage;

/// Every kind of step. A new one: its own file, an alternative here and a row in read_step.cpp.
using Step =
    std::variant<PollStep, ApplyUpdateStep, ConnectLnsStep, ExpectHomeStep, ExpectStatusStep, StopServerStep,
                 StartServerStep, ChangeServerStep, AlterHomeStep, RestartStep, ReplayStep>;

struct PlacedStep {
    std::string kind;   ///< "poll"
    std::string where;  ///< file:line:column
    Step step;
};

/// `{"KIND": {...}}`. Failures stick in the cursor's Reading.
PlacedStep read_step(const json::Cursor& at, const Names& names);

/// "poll: router-1 at cups-0"
std::string title_of(const PlacedStep& step);

/// Carries the step out. `step` and `stage` must outlive it.
net::awaitable<StepResult> run_step(const PlacedStep& step, Stage& stage);

}  // namespace cupspec::scenarios
