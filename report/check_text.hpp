#pragma once

#include "conformance/check_result.hpp"
#include "report/style.hpp"

#include <string>
#include <vector>

namespace cupspec::report {

struct CheckTextOptions {
    Style style;
    bool all = false;    ///< a line for each rule, those that passed too
    bool quiet = false;  ///< what is fatal only
};

/// A line per area, then what went wrong with harm and remedy, then the summary.
std::string check_text(const conformance::CheckResult& check, const CheckTextOptions& options);

/// Several servers: one row per rule, one column per server; rules that passed everywhere are counted only.
std::string matrix_text(const std::vector<conformance::CheckResult>& checks, const CheckTextOptions& options);

/// "a round of the gateway's life: POST https://cups.example:443 -> 200, 14 bytes, 3 ms"
std::string contact_text(const conformance::Contact& contact);

}  // namespace cupspec::report
