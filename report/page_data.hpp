#pragma once

#include "report/results.hpp"

#include <string>

namespace cupspec::report {

/// What the HTML page shows, as one JSON object (report/page/page.js reads it): all of Results, bodies field
/// by field with the bytes that may be shown in hex.
std::string page_data(const Results& results);

}  // namespace cupspec::report
