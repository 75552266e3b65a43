#include "conformance/areas.hpp"

namespace cupspec::conformance {

std::span<const Rule* const> credential_rules() { return {}; }

}  // namespace cupspec::conformance
