#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cupspec {

/// Base64 with padding and without line ends. Source: RFC 4648 §4.
std::string to_base64(ByteView bytes);

/// The bytes of such a text; line ends in it are passed over. Nothing for anything else.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace cupspec
