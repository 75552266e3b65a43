#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> firmware_rules() { return {}; }

}  // namespace cupspec::conformance
