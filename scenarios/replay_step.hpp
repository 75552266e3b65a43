#pragma once

#include "capture/capture.hpp"
#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// A captured gateway's rounds, played in memory: none of the scenario's servers and gateways takes part.
struct ReplayStep {
    capture::Capture capture;
    std::string title;  ///< "::1, 3 rounds"

    const std::string& subject() const { return title; }
    static ReplayStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const ReplayStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
