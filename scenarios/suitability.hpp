#pragma once

#include "scenarios/runner.hpp"
#include "scenarios/scenario.hpp"

#include <string>

namespace cupspec::scenarios {

/// Why this run cannot play the scenario: a real gateway in the emulator's place whose clock does not jump
/// and which restarts when it likes, or a foreign server that nobody here can stop or change. Empty: it can.
std::string why_unsuitable(const Scenario& scenario, const RunOptions& options);

}  // namespace cupspec::scenarios
