#pragma once

#include "conformance/check_result.hpp"
#include "conformance/rule.hpp"

#include <span>
#include <string>
#include <vector>

namespace cupspec::report {

/// `{"ok", "servers": [{"url", "ok", "counts", "rules": [...], "contacts": [...]}]}`; no credential's bytes.
std::string to_json(const std::vector<conformance::CheckResult>& checks);

/// `{"rules": [{"id", "level", "says", "source", ...}]}`
std::string rules_json(std::span<const conformance::Rule* const> rules);

}  // namespace cupspec::report
