#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <optional>
#include <string>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// An attempt to reach the LNS, or several of which the same is expected. A connection that came up stays
/// open until a round changes the TC set.
struct ConnectLnsStep {
    std::string gateway;
    Repetition repetition;
    std::optional<std::string> stage;    ///< "configured"
    std::optional<std::string> problem;  ///< slug; empty: none
    std::optional<bool> ask_cups;        ///< the gateway turns back to CUPS

    std::string subject() const { return gateway; }
    static ConnectLnsStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const ConnectLnsStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
