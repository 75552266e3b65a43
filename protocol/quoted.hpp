#pragma once

// Private to protocol/: foreign text in error details and notes.

#include <cstddef>
#include <string>
#include <string_view>

namespace cupspec::protocol {

/// The text in quotes, safe to print: anything but printable ASCII as \xNN, cut with "..." after
/// `limit_bytes`.
std::string quoted(std::string_view text, std::size_t limit_bytes = 64);

}  // namespace cupspec::protocol
