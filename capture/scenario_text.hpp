#pragma once

#include "capture/capture.hpp"

#include <string>

namespace cupspec::capture {

/// A scenario file that plays the capture and expects of each round what the capture, or else the replay,
/// shows.
/// @param symptom for its title; empty: there was none
std::string scenario_text(const Capture& capture, const std::string& symptom);

}  // namespace cupspec::capture
