#pragma once

#include "report/results.hpp"
#include "scenarios/result.hpp"

#include <string>

namespace cupspec::report {

/// What a run's result does not say of itself.
struct RunFacts {
    std::string version;
    TimePoint started;
    /// Options that belong into a line that runs one scenario again: "--against cups-0=https://...".
    std::string options;
};

/// One scenario of a run that goes on.
Results from_scenario(const scenarios::ScenarioResult& scenario, const RunFacts& facts);

/// A finished run as what reports are made from: a scenario is a case, a step an event.
Results from_run(const scenarios::RunResult& run, const RunFacts& facts);

}  // namespace cupspec::report
