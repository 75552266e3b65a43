#pragma once

// Private to the script's reader.

#include "base/result.hpp"
#include "server/fault.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cupspec::server {

/// A decimal number without sign, all of the word. @return nothing for anything else, or beyond `most`
std::optional<std::uint64_t> decimal(std::string_view word, std::uint64_t most);

/// Reads the words behind a fault's name.
/// @return otherwise what is wrong and what would do, in words
std::optional<std::string> read_arguments(const FaultRule& rule, std::span<const std::string_view> words,
                                          Fault& fault);

}  // namespace cupspec::server
