#pragma once

#include "conformance/rule.hpp"
#include "report/style.hpp"

#include <span>
#include <string>

namespace cupspec::report {

/// A line per rule, area by area.
std::string rules_text(std::span<const conformance::Rule* const> rules, Style style);

/// All there is to say about one.
std::string rule_explained(const conformance::Rule& rule, Style style);

/// `{"rules": [{"id", "area", "level", "says", "source", "harm", "remedy"}]}`
std::string rules_json(std::span<const conformance::Rule* const> rules);

/// docs/rules.md.
std::string rules_markdown(std::span<const conformance::Rule* const> rules);

}  // namespace cupspec::report
