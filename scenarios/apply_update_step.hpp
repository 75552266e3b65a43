#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// What the received firmware would do when it runs: note its version and take the update file away.
struct ApplyUpdateStep {
    std::string gateway;
    std::string package;

    std::string subject() const { return gateway + " to " + package; }
    static ApplyUpdateStep read(const json::Cursor& at, const Names& names);
};

/// Fails where no update file lies there.
net::awaitable<void> run(const ApplyUpdateStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
