#pragma once

#include "scenarios/keyring.hpp"

#include <functional>
#include <string>

namespace cupspec::scenarios {

/// Turns a text with `{NAME}`s into one with URLs.
using FillIn = std::function<std::string(std::string)>;

/// The records and the firmware with its signatures, right or wrong, into the server's directory.
/// @return otherwise the file system's or OpenSSL's error
Result<void> write_server_files(const CupsPlan& plan, const Keyring& keyring, const FillIn& fill_in);

/// The changed records and firmware, credential sets, files: what the server then finds at its next request.
/// @return otherwise the file system's error; of a file that is to go and is not there too
Result<void> change_server_files(const CupsPlan& plan, const CupsChange& change, const Keyring& keyring,
                                 const FillIn& fill_in);

}  // namespace cupspec::scenarios
