#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> transport_rules() { return {}; }

}  // namespace cupspec::conformance
