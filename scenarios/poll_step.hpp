#pragma once

#include "net/stream.hpp"
#include "scenarios/poll_expectation.hpp"

#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// One CUPS round of a gateway, or several of which the same is expected.
struct PollStep {
    std::string gateway;
    Repetition repetition;
    PollExpectation expect;

    std::string subject() const;  ///< "router-1 at cups-0"
    static PollStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const PollStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
