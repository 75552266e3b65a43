#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"
#include "emulator/gateway.hpp"

#include <cstddef>
#include <optional>

namespace cupspec::capture {

/// A gateway of the captured kind: what the capture does not tell is taken from its first request, and else
/// is Station 2.0.6's.
/// @return otherwise invalid_argument for an unknown personality
Result<emulator::GatewayOptions> gateway_options(const Capture& capture);

/// Nobody knows what the server did: that there is nothing new takes the place of its answer.
bool is_unanswered(const Round& captured);

/// Whether the captured gateway's key of this number verified its firmware, for a key that is made up; a
/// capture that does not tell is of a gateway that was content. Nothing: the key is a real one.
std::optional<bool> captured_verdict(const Round& captured, std::size_t number, ByteView key);

/// Brings a round that has begun and wants to connect to its end, with the captured bytes in the captured
/// reads; where those are unknown, in as few as the gateway's buffer allows.
void play_captured(const Round& captured, emulator::Round& round);

}  // namespace cupspec::capture
