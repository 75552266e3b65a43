#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::capture {

/// Of a HAR that `to_har` wrote what it was made of: each page is a gateway (`_gateway`), each of its entries
/// a round (`_round`), with all that HAR has no place for.
/// @return empty for every other text; otherwise as parse_recording
Result<std::vector<Capture>> read_own_har(std::string_view text, const std::string& name);

}  // namespace cupspec::capture
