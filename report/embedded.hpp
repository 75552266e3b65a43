#pragma once

#include "base/embedded_file.hpp"

#include <span>

namespace cupspec::report {

/// The parts of the HTML page (report/page), sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace cupspec::report
