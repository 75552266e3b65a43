#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// The gateway's process ends and starts anew: counters and set in use are forgotten, what was half-done on
/// disk is finished, and all its URIs are looked at.
struct RestartStep {
    std::string gateway;

    const std::string& subject() const { return gateway; }
    static RestartStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const RestartStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
