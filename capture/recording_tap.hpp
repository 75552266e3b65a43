#pragma once

#include "base/time.hpp"
#include "capture/capture.hpp"
#include "capture/conversation.hpp"
#include "net/tapped_stream.hpp"

#include <functional>
#include <memory>

namespace cupspec::capture {

/// Takes rounds as they end; called on the connection's thread.
using RoundSink = std::function<void(Round)>;

/// Makes rounds of what crosses a server's connection. The last one is told when the connection is over.
/// @param sink what it refers to outlives the connection
std::unique_ptr<net::StreamTap> make_recording_tap(ConnectionFacts facts, Clock clock, RoundSink sink);

}  // namespace cupspec::capture
