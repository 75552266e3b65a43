#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> framing_rules() { return {}; }

}  // namespace cupspec::conformance
