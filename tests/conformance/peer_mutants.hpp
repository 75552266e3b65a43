#pragma once

#include "conformance/evidence.hpp"

#include <functional>
#include <string>
#include <vector>

namespace cupspec::conformance::testing {

/// What the mutant server of a rule does to a sound conversation.
struct PeerMutant {
    std::string rule;
    std::function<void(Evidence&)> change;
};

/// One for each rule about transport, HTTP, requests, identity and robustness.
std::vector<PeerMutant> peer_mutants();

}  // namespace cupspec::conformance::testing
