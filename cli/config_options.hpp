#pragma once

#include "cli/config_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cupspec::cli {

/// Sets options as a configuration file says, those aside that the command line has given. `[command]` holds
/// the command's own options, what stands before it the program's.
/// @param command has been parsed
/// @return what is wrong with an entry: "file:line: ..."
std::optional<std::string> apply_config(CLI::App& program, CLI::App& command,
                                        const std::vector<ConfigEntry>& entries, const std::string& file);

}  // namespace cupspec::cli
