#pragma once

#include "base/result.hpp"
#include "protocol/errc.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace cupspec::protocol {

/// The 64-bit name of a gateway; `router` on the wire.
struct Eui64 {
    std::uint64_t value = 0;
    auto operator<=>(const Eui64&) const = default;
};

/// Reads every form the field uses: ID6 (four 16-bit groups, or fewer around one `::`), eight bytes with
/// dashes or colons, exactly 16 hex digits, `0x` and up to 16 hex digits, decimal. Hex digits in either case.
/// Sixteen digits without a letter are hex. Zero is a value here; whoever needs a gateway refuses it.
/// @return bad_eui otherwise, `detail` quoting the text
Result<Eui64> parse_eui64(std::string_view text);

/// ID6 exactly as Station prints it: lower-case groups without leading zeros; which groups fold is the table
/// of protocol.md §3.3 (not RFC 5952): `::1`, `0:1::`, `0:1:0:4`, `1::4`.
std::string to_id6(Eui64 eui);

/// Exactly 16 lower-case hex digits.
std::string to_hex16(Eui64 eui);

}  // namespace cupspec::protocol
