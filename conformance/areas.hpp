#pragma once

#include "conformance/rule.hpp"

#include <span>

namespace cupspec::conformance {

/// The rules of each area, in the order they are listed: one file each.
std::span<const Rule* const> transport_rules();
std::span<const Rule* const> http_rules();
std::span<const Rule* const> request_rules();
std::span<const Rule* const> framing_rules();
std::span<const Rule* const> uri_rules();
std::span<const Rule* const> credential_rules();
std::span<const Rule* const> firmware_rules();
std::span<const Rule* const> identity_rules();
std::span<const Rule* const> convergence_rules();
std::span<const Rule* const> robustness_rules();

}  // namespace cupspec::conformance
