#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <string>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// What the gateway's home directory shall hold now.
struct ExpectHomeStep {
    std::string gateway;
    std::vector<std::pair<std::string, ExpectedCrc>> crcs;   ///< by set: "cups", "tc-bak"
    std::vector<std::pair<std::string, std::string>> files;  ///< name and text; may hold `{NAME}`
    std::vector<std::pair<std::string, unsigned>> modes;     ///< permission bits
    std::vector<std::string> present;
    std::vector<std::string> absent;

    std::string subject() const { return gateway; }
    static ExpectHomeStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const ExpectHomeStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
