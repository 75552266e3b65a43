#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::layers {

/// One #include line.
struct Include {
    std::string path;
    bool quoted = false;   ///< "..." rather than <...>
    std::size_t line = 0;  ///< one-based
};

/// A C++ text taken apart far enough to be judged.
struct SourceText {
    std::string code;  ///< comments and the insides of literals are blanks; every line break is where it was
    std::vector<Include> includes;
    std::size_t lines = 0;
};

SourceText take_apart(std::string_view text);

/// One-based lines of `code` on which the word stands by itself (not as a part of a longer identifier).
std::vector<std::size_t> lines_with(std::string_view code, std::string_view word);

}  // namespace cupspec::layers
