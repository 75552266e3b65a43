#pragma once

#include "conformance/evidence.hpp"
#include "probe/gateway_home.hpp"
#include "probe/options.hpp"

#include <vector>

namespace cupspec::probe {

/// What became of a gateway that did what the server told it.
struct Life {
    std::vector<conformance::Contact> rounds;
    bool firmware_left = false;  ///< see Evidence
};

/// Round after round on the copied home, without the waiting between them: until nothing is left to change,
/// a round fails, or five are over.
/// @return otherwise why Station would not start on that home
Result<Life> live(GatewayHome& home, const ProbeOptions& options);

}  // namespace cupspec::probe
