#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> request_rules() { return {}; }

}  // namespace cupspec::conformance
