#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cupspec {

/// Lower-case hex, two digits a byte, no separators.
std::string to_hex(ByteView bytes);

/// Upper-case, exactly eight digits: the form in which CRCs are printed.
std::string to_hex8(std::uint32_t value);

/// @return the bytes; nothing for an odd count or a character that is no hex digit (either case)
std::optional<Bytes> from_hex(std::string_view text);

/// 0..15, or nothing.
std::optional<unsigned> hex_digit(char c);

}  // namespace cupspec
