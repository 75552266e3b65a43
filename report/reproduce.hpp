#pragma once

#include "report/results.hpp"

#include <string>
#include <string_view>

namespace cupspec::report {

/// A word as a POSIX shell takes it for one, quoted where it must be.
std::string shell_word(std::string_view word);

/// What was asked, as one URL: "https://localhost:6040/update-info"; of a known server only, else after the
/// request's Host. @return empty when neither is known
std::string request_url(const Recorded& recorded);

/// The same request by curl, its answer explained by `cupspec decode`. Credentials are named as files, never
/// written out. @return empty when the exchange has no request or no known URL
std::string curl_line(const Recorded& recorded);

}  // namespace cupspec::report
