#pragma once

#include "scenarios/runner.hpp"

#include <string>
#include <vector>

namespace cupspec::scenarios::testing {

/// A scenario as if it stood in the file "test.json".
ScenarioSource source(std::string text);

/// Runs it alone and hands its result out; a scenario that cannot be read throws its error's description.
ScenarioResult play(const std::string& text, const RunOptions& options = {});

/// The description of the error a scenario cannot be read for; empty when it can.
std::string reading_error(const std::string& text);

/// Every verdict, message and mismatch, for a test's failure message.
std::string explain(const ScenarioResult& result);

/// Runs them two at a time. @return how each that did not pass came out; empty: all did
std::string failures(const std::vector<ScenarioSource>& sources);

/// A whole scenario over plain HTTP: one server "cups-0", one gateway "router-1" that runs 1.0.0, these
/// steps.
std::string plain(const std::string& steps);

/// One CUPS server "cups-0", one LNS "lns", one gateway "router-1" that knows both.
/// @param clock "steps" or "station"
std::string timed(const std::string& steps, const std::string& clock = "station");

}  // namespace cupspec::scenarios::testing
