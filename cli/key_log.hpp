#pragma once

#include "base/result.hpp"
#include "net/tls.hpp"

#include <string>

namespace cupspec::cli {

/// Appends TLS secrets to a file that only its owner reads; empty for an empty path.
/// @return the errno, `where` naming the path
Result<net::KeyLog> open_key_log(const std::string& path);

}  // namespace cupspec::cli
