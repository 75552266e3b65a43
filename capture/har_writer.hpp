#pragma once

#include "capture/capture.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::capture {

/// HAR 1.2 for tools that show it: a page a gateway, an entry a round. What HAR has no place for stands in
/// each entry's `_round`, which is the object of round_line, so that nothing is lost and `read_har` gives the
/// same rounds back. Secrets are as the captures have them: mask those first that are not.
/// @param version of cupspec
std::string to_har(const std::vector<Capture>& captures, std::string_view version);

}  // namespace cupspec::capture
