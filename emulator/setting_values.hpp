#pragma once

#include "protocol/eui64.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cupspec::emulator {

/// "1h30m", "600ms", "2d": any of d, h, m, s, ms summed up, without blanks.
/// @param unit of a number that has none; zero: there must be one
/// @return nothing for anything else. Source: Station 2.0.6, protocol.md §10
std::optional<std::chrono::milliseconds> parse_span(std::string_view text,
                                                    std::chrono::milliseconds unit = {});

/// "8KB", "1MB512": K, M and G count thousands, KB, MB and GB 1024s, summed up.
/// @param unit bytes of a number that has no unit
/// @return bytes; nothing for anything else. Source: Station 2.0.6, s2conf.c
std::optional<std::uint64_t> parse_size(std::string_view text, std::uint64_t unit);

/// Hex digits, dashes or colons anywhere between them: "b827eb123456", "b8:27:eb:12:34:56". With two or three
/// colons it is an ID6 instead: "::1", "b827:ebff:fe12:3456".
/// @return nothing for anything else. Source: Station 2.0.6, rt.c
std::optional<protocol::Eui64> parse_setting_eui(std::string_view text);

}  // namespace cupspec::emulator
