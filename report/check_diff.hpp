#pragma once

#include "conformance/answer_diff.hpp"
#include "report/style.hpp"

#include <string>
#include <vector>

namespace cupspec::report {

/// Contact by contact, one line for what both say.
std::string diff_text(const conformance::Evidence& one, const conformance::Evidence& other, Style style);

/// `{"same", "servers": [URL, URL], "contacts": [{"purpose", "number", "differences": [...]}]}`
std::string diff_json(const conformance::Evidence& one, const conformance::Evidence& other);

}  // namespace cupspec::report
