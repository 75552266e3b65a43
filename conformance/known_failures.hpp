#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::conformance {

/// What is known of a failure before it happens.
enum class KnownState {
    unknown,
    known,    ///< it failed as said: reported, not fatal
    expired,  ///< it failed, and the date until which it may is over: fatal
    mended    ///< it passed: the entry is to be removed, fatal
};
/// "known"
std::string_view to_string(KnownState state);

/// A rule a server is known to break, for a while.
struct KnownFailure {
    std::string rule;    ///< an id
    std::string reason;  ///< why it is put up with
    std::string until;   ///< the last day: "2027-03-31"
    TimePoint expires;   ///< when that day has ended, in UTC
};

/// `{"known": [{"rule": ID, "reason": TEXT, "until": "YYYY-MM-DD"}, ...]}`, with comments.
/// @param name for error messages; @param ids the rules there are
/// @return otherwise the json error with file, line and column; an unknown rule names the nearest
Result<std::vector<KnownFailure>> read_known_failures(std::string text, const std::string& name,
                                                      std::span<const std::string_view> ids);

}  // namespace cupspec::conformance
