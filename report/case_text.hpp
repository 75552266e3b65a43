#pragma once

#include "report/results.hpp"

#include <string>

namespace cupspec::report {

/// Well-formed text whatever a peer sent: UTF-8, and no control byte but the line end.
std::string clean_text(std::string_view text);

/// "bootstrap: From the first CUPS server to the LNS"
std::string case_title(const Case& one);

/// Why a case is not as it should be, for formats that take plain text: expected and actual, the exchange
/// with its annotated hex, what it costs a gateway, how to mend it, how to see it again. Never a credential.
std::string case_details(const Case& one, const Results& results);

}  // namespace cupspec::report
