#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"

#include <filesystem>
#include <vector>

namespace cupspec::capture {

Result<std::vector<Capture>> read_capture(const std::filesystem::path& path);

}  // namespace cupspec::capture
