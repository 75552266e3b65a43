#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"
#include "emulator/gateway.hpp"

namespace cupspec::capture {

/// A gateway of the captured kind: what the capture does not tell is taken from its first request, and else
/// is Station 2.0.6's.
/// @return otherwise invalid_argument for an unknown personality
Result<emulator::GatewayOptions> gateway_options(const Capture& capture);

/// Brings a round that has begun and wants to connect to its end, with the captured bytes in the captured
/// reads; where those are unknown, in as few as the gateway's buffer allows.
void play_captured(const Round& captured, emulator::Round& round);

}  // namespace cupspec::capture
