#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::layers {

/// One row: what a folder may include.
struct Folder {
    std::string name;                   ///< "." for the files in the root
    std::vector<std::string> includes;  ///< other folders
    std::vector<std::string> external;  ///< beginnings of <...> includes
};

/// What must not stand in some files.
struct Ban {
    std::vector<std::string> files;    ///< patterns; * crosses slashes
    std::vector<std::string> except;   ///< patterns
    std::vector<std::string> words;    ///< in code, not in comments or literals
    std::vector<std::string> headers;  ///< beginnings of includes
    std::string why;
};

struct Limit {
    std::string files;
    std::size_t lines = 0;
};

/// layers.json as values.
struct Table {
    std::vector<Folder> folders;
    std::vector<std::string> free;
    std::vector<Ban> bans;
    std::vector<Limit> limits;

    const Folder* folder(std::string_view name) const;
    bool is_free(std::string_view name) const;
};

/// @return otherwise what is wrong with the text, `where` naming file, line and column
Result<Table> parse_table(std::string text, std::string name);
Result<Table> read_table(const std::filesystem::path& path);

/// fnmatch without special slashes.
bool fits(std::string_view pattern, std::string_view path);
bool fits_any(const std::vector<std::string>& patterns, std::string_view path);

}  // namespace cupspec::layers
