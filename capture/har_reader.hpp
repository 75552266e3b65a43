#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::capture {

/// HAR 1.2 as cupspec's reports, mitmproxy and Chromium write it, one capture a router, each in the order of
/// time; what is no POST to /update-info is counted and passed over. Where cupspec left credentials out,
/// stand-ins of the same size and CRC-32 take their place.
/// @return otherwise the json error, `where` naming line, column and pointer; bad_value without an exchange
/// of CUPS
Result<std::vector<Capture>> read_har(std::string_view text, const std::string& name);

}  // namespace cupspec::capture
