#pragma once

#include "base/files.hpp"
#include "base/result.hpp"
#include "cli/context.hpp"
#include "emulator/station_loop.hpp"

#include <filesystem>
#include <optional>

namespace cupspec::cli {

/// The command line over station.conf over Station's defaults, and the warnings that belong to them. All but
/// the update file. @return otherwise what is wrong with station.conf or with an option
Result<emulator::StationOptions> station_options(const StationCommand& command, const Context& context);

/// Where the firmware goes. Without --temp and --update-file a private directory is made and put into
/// `temporary`.
/// @return the errno when a directory cannot be made
Result<std::filesystem::path> place_update_file(const StationCommand& command,
                                                std::optional<TemporaryDirectory>& temporary);

}  // namespace cupspec::cli
