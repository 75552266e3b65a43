#pragma once

#include "scenarios/keyring.hpp"
#include "scenarios/server_files.hpp"

#include <filesystem>
#include <string>

namespace cupspec::scenarios {

/// A gateway's station.conf. @param hurry intervals between contacts are replaced by short ones: nobody tells
/// a real gateway when to poll
std::string station_conf(const GatewayPlan& plan, bool hurry);

/// Makes the home directory as a factory leaves it. @return otherwise the file system's error
Result<void> write_home(const GatewayPlan& plan, const Keyring& keyring, const FillIn& fill_in,
                        const std::filesystem::path& home);

/// @return no_such_file where it is not there, otherwise the file system's error
Result<void> remove_file(const std::filesystem::path& file);

/// Replaces or adds one file. @param mode 0640 for what belongs to a credential set
Result<void> write_home_file(const std::filesystem::path& file, ByteView bytes, unsigned mode = 0644);

}  // namespace cupspec::scenarios
