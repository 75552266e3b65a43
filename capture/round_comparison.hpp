#pragma once

#include "capture/replay.hpp"

namespace cupspec::capture {

/// Holds what a gateway did here against what the capture says it did there.
void compare(const Round& captured, ReplayedRound& played);
/// What it made of the answer alone.
void compare_observed(const Observed& observed, ReplayedRound& played);

}  // namespace cupspec::capture
