#pragma once

#include "capture/capture.hpp"
#include "json/cursor.hpp"

namespace cupspec::capture {

/// The object of a recording's first line. Failures stick in the cursor's Reading, as below.
void read_gateway(const json::Cursor& at, Capture& capture);

/// The object of a round.
Round read_round(const json::Cursor& at);

}  // namespace cupspec::capture
