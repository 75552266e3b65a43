#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"
#include "scenarios/servers.hpp"

#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// A server that is down comes back on its port.
struct StartServerStep {
    std::string server;
    Restart with;

    const std::string& subject() const { return server; }
    static StartServerStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const StartServerStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
