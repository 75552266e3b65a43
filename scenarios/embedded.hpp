#pragma once

#include "base/embedded_file.hpp"

#include <span>

namespace cupspec::scenarios {

/// The built-in suite and the plans it uses, sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace cupspec::scenarios
