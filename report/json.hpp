#pragma once

#include "scenarios/result.hpp"

#include <string>

namespace cupspec::report {

/// The run as one JSON document of several lines; a step's `round` is the object `station --json` prints.
/// Never the bytes of a credential.
std::string to_json(const scenarios::RunResult& run);

}  // namespace cupspec::report
