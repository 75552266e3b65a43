#pragma once

#include "scenarios/result.hpp"

#include <cstddef>
#include <filesystem>

namespace cupspec::scenarios {

/// What crossed in this step, as `NN-KIND.request-head`, `.request-body`, `.response-head`, `.response-body`,
/// mode 0600: credentials are among it. Steps without an exchange leave nothing.
/// @return otherwise the file system's error
Result<void> write_exchange(const std::filesystem::path& directory, std::size_t number,
                            const StepResult& step);

}  // namespace cupspec::scenarios
