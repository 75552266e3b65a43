#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <string>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// Something other than the gateway's own software changes its home directory: a worn-out flash, a
/// technician.
struct AlterHomeStep {
    std::string gateway;
    std::vector<std::pair<std::string, std::string>> files;  ///< name and text; may hold `{NAME}`
    std::vector<std::string> removed;

    const std::string& subject() const { return gateway; }
    static AlterHomeStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const AlterHomeStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
