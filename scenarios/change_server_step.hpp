#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"
#include "scenarios/landscape.hpp"

#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// A CUPS server's owner changes what it has for its gateways; it goes on running.
struct ChangeServerStep {
    std::string server;
    CupsChange change;

    const std::string& subject() const { return server; }
    static ChangeServerStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const ChangeServerStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
