#pragma once

#include "net/stream.hpp"
#include "server/counters.hpp"

#include <memory>

namespace cupspec::server {

/// The stream, counted: as a connection while it is there, and its bytes.
/// @param counters outlives it
std::unique_ptr<net::Stream> count(std::unique_ptr<net::Stream> stream, Counters& counters);

}  // namespace cupspec::server
