#pragma once

#include "protocol/raw.hpp"
#include "server/decide.hpp"
#include "server/dialect.hpp"
#include "server/fault_script.hpp"

#include <span>

namespace cupspec::server {

/// The second encoder: what is in front of the firmware, as lengths and bytes that need not agree. Without a
/// fault its bytes are those of `encode`. Refuses nothing.
protocol::raw::Body raw_body(const Plan& plan, const DialectTraits& traits);

/// The bytes in front of the firmware with the content faults among `faults` in them. Each one that finds
/// nothing to change is told so in its `obstacle`. What concerns the whole body (truncate, trailing-bytes) is
/// left to the delivery.
Bytes bent_body(const Plan& plan, const DialectTraits& traits, std::span<PickedFault> faults);

}  // namespace cupspec::server
