#pragma once

#include "base/time.hpp"

#include <string>

namespace cupspec {

/// 2026-11-21T12:30:00.000Z. Source: RFC 3339, HAR 1.2, SARIF 2.1.0 §3.9.
std::string moment_text(TimePoint moment);

}  // namespace cupspec
