#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> uri_rules() { return {}; }

}  // namespace cupspec::conformance
