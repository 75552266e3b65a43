#pragma once

#include <string_view>

namespace cupspec {

/// A file that was compiled into the program (cmake/embed.cmake).
struct EmbeddedFile {
    std::string_view path;  ///< folder and name: "suite/bootstrap.json", "page/page.html"
    std::string_view text;
};

}  // namespace cupspec
