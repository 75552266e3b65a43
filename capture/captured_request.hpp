#pragma once

#include "capture/capture.hpp"
#include "protocol/update_info.hpp"

#include <optional>

namespace cupspec::capture {

/// The request of a round as it can be read; nothing where there was none, or none of Station's.
std::optional<protocol::UpdateInfo> request_of(const Round& round);

}  // namespace cupspec::capture
