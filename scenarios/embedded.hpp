#pragma once

#include <span>
#include <string_view>

namespace cupspec::scenarios {

/// A file that was compiled into the program (cmake/embed.cmake).
struct EmbeddedFile {
    std::string_view path;  ///< "suite/bootstrap.json", "plans/bootstrap.json"
    std::string_view text;
};

/// Sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace cupspec::scenarios
