#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cupspec::protocol {

/// Foreign text in error details and notes: in quotes, safe to print; anything but printable ASCII as \xNN,
/// cut with "..." after `limit_bytes`.
std::string quoted(std::string_view text, std::size_t limit_bytes = 64);

}  // namespace cupspec::protocol
