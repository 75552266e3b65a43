#pragma once

#include "base/result.hpp"
#include "pki/errc.hpp"

#include <chrono>
#include <string_view>

namespace cupspec::pki {

/// A signed span: `-1d`, `3650d`, `12h`, `-1h30m`, `90s`, `0s`. Units d, h, m, s in this order, each at most
/// once; the sign holds for the whole. At most 1 000 000 days either way.
/// @return otherwise bad_offset, `detail` quoting the text
Result<std::chrono::seconds> parse_offset(std::string_view text);

}  // namespace cupspec::pki
