#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// A server goes down: connections end, its port refuses new ones.
struct StopServerStep {
    std::string server;

    const std::string& subject() const { return server; }
    static StopServerStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const StopServerStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
