#pragma once

#include "base/result.hpp"
#include "conformance/evidence.hpp"
#include "probe/options.hpp"

#include <string>
#include <string_view>

namespace cupspec::probe {

/// Adds what a word of --allow names: "load", "disturb", "destructive" or "all".
/// @return otherwise invalid_argument with the nearest word
Result<void> allow(std::string_view word, Allowed& allowed);

/// Why a contact may not be made; empty: it may.
std::string forbidden(conformance::Purpose purpose, const ProbeOptions& options);

}  // namespace cupspec::probe
