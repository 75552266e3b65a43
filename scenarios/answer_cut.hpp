#pragma once

#include "net/http.hpp"
#include "scenarios/landscape.hpp"

namespace cupspec::scenarios {

/// Lets the connection end where the plan says: the announced length stays, the bytes behind the cut never
/// come. An answer without the segment, or with fewer bytes of it, stays as it is.
void cut_answer(const CutPlan& plan, net::HttpAnswer& answer);

}  // namespace cupspec::scenarios
