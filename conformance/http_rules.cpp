#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> http_rules() { return {}; }

}  // namespace cupspec::conformance
