#pragma once

#include <string_view>

namespace cupspec::cli {

/// What stands below the options of one subcommand: examples that work as typed, and its exit codes.
/// @param command "run", "pki build"; "" is the program itself
std::string_view footer_of(std::string_view command);

}  // namespace cupspec::cli
