#pragma once

#include "capture/capture.hpp"
#include "json/cursor.hpp"

#include <string>
#include <vector>

namespace cupspec::capture {

/// An exchange of a HAR and what its reading left open.
struct HarEntry {
    Round round;
    bool is_masked = false;
    std::size_t token_bytes = 0;  ///< of the key file that made the request's token line; 0: there was none
    std::vector<std::string> missing;
};

/// True for a POST to .../update-info, the only thing of a HAR that matters here.
bool is_update_info(const json::Cursor& entry);

/// One entry. Failures stick in the cursor's Reading.
HarEntry read_har_entry(const json::Cursor& entry);

}  // namespace cupspec::capture
