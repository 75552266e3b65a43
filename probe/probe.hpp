#pragma once

#include "base/result.hpp"
#include "conformance/evidence.hpp"
#include "probe/options.hpp"

namespace cupspec::probe {

/// Holds the whole conversation with one server and returns what came of it; takes the time it needs, at most
/// a few times `timeout`. A server's failure is evidence, not an error.
/// @return otherwise what is wrong with the home or the options
Result<conformance::Evidence> probe(const ProbeOptions& options);

/// Waits until the server takes connections. @param wait at most
/// @return otherwise connect's last error
Result<void> wait_for_server(const ProbeOptions& options, std::chrono::milliseconds wait);

}  // namespace cupspec::probe
