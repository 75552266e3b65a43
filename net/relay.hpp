#pragma once

#include "net/stream.hpp"

#include <chrono>
#include <cstdint>

namespace cupspec::net {

struct RelayLimits {
    std::chrono::milliseconds silence{120'000};  ///< of both sides together; then both are cut off
    std::chrono::milliseconds parting{2'000};    ///< of silence, once one side has ended
};

/// How much was carried.
struct Relayed {
    std::uint64_t to_far = 0;
    std::uint64_t to_near = 0;
};

/// Carries bytes both ways as they come, until both sides have ended: whoever ends is followed by the other
/// in the same manner, in order or by a reset, and what the other still says is carried to its end. Constant
/// memory. Both streams are ready for use, and must outlive the call.
awaitable<Relayed> relay(Stream& near, Stream& far, RelayLimits limits);

}  // namespace cupspec::net
