#pragma once

#include "conformance/evidence.hpp"
#include "net/stream.hpp"
#include "protocol/uri.hpp"

#include <chrono>

namespace cupspec::probe {

/// A handshake that takes every certificate and ends there.
/// @param evidence outlives the call; receives `chain`, or `chain_failure`
net::awaitable<void> look_at_chain(protocol::ServerUri server, std::chrono::milliseconds limit,
                                   conformance::Evidence& evidence);

}  // namespace cupspec::probe
