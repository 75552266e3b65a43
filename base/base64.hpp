#pragma once

#include "base/bytes.hpp"

#include <string>

namespace cupspec {

/// Base64 with padding and without line ends. Source: RFC 4648 §4.
std::string to_base64(ByteView bytes);

}  // namespace cupspec
