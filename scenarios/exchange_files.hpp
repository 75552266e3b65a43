#pragma once

#include "capture/masker.hpp"
#include "scenarios/result.hpp"

#include <cstddef>
#include <filesystem>

namespace cupspec::scenarios {

/// What crossed in this step, as `NN-KIND.request-head`, `.request-body`, `.response-head`, `.response-body`,
/// mode 0600. Steps without an exchange leave nothing.
/// @param masker takes private keys and tokens out; null: they stay
/// @return otherwise the file system's error
Result<void> write_exchange(const std::filesystem::path& directory, std::size_t number,
                            const StepResult& step, capture::Masker* masker);

}  // namespace cupspec::scenarios
