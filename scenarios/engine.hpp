#pragma once

#include "scenarios/scenario.hpp"

namespace cupspec::scenarios {

/// Sets the scenario up, carries its steps out in order and takes everything down again, on a thread and an
/// io_context of its own. What goes wrong on our side comes back as `broken`. Blocks until then.
ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options, Log& log);

}  // namespace cupspec::scenarios
