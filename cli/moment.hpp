#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <string_view>

namespace cupspec::cli {

/// A point in time as a user writes it: "2036-11-18", "2036-11-18 01:02", "2036-11-18T01:02:35Z" (UTC in any
/// case), or a span from now: "+30d", "-1h30m".
/// @return otherwise invalid_argument, `detail` with the forms
Result<TimePoint> parse_moment(std::string_view text, TimePoint now);

}  // namespace cupspec::cli
