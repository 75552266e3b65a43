#pragma once

#include "server/cups_server.hpp"

#include <string>
#include <vector>

namespace cupspec::cli {

/// A JSON array of exchanges, in the words of a round (`request`, `status`, `response` as `station --json`
/// has them), with what only the server knows. Credentials show as size and CRC; header lines do not show.
std::string to_json(const std::vector<server::Served>& exchanges);

}  // namespace cupspec::cli
