#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::cli {

/// One `name = value` of a configuration file.
struct ConfigEntry {
    std::size_t line = 0;  ///< from 1
    std::string section;   ///< of `[section]`; empty before the first one
    std::string name;
    std::vector<std::string> values;  ///< strings unquoted; one, or an array's

    /// `threads = "four"`, as a message shows it.
    std::string text() const;
};

/// Reads the part of TOML 1.0 that options need: comments, `[section]`, and names with a string, a number,
/// true or false, or an array of these. No dotted names, tables, dates or multi-line strings.
/// @param file as errors name it
/// @return otherwise invalid_argument, `where` = "file:line"
Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& file);

}  // namespace cupspec::cli
