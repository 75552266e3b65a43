#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> robustness_rules() { return {}; }

}  // namespace cupspec::conformance
