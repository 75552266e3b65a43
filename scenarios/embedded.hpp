#pragma once

#include "base/embedded_file.hpp"

#include <span>

namespace cupspec::scenarios {

/// The built-in suite, the scenarios and the list of field bugs, and the plans they use, sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace cupspec::scenarios
