#pragma once

#include "scenarios/runner.hpp"
#include "scenarios/scenario.hpp"

#include <string_view>
#include <vector>

namespace cupspec::scenarios {

/// True when the whole name fits: `*` is any text, `?` any character.
bool matches(std::string_view glob, std::string_view name);

/// Those that the filters, the tags and the shard leave, in their order. The shards deal them out in turn.
std::vector<Scenario> select(std::vector<Scenario> scenarios, const RunOptions& options);

}  // namespace cupspec::scenarios
