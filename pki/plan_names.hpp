#pragma once

// Private to pki/: what the names of a plan have to be, among each other.

#include "json/cursor.hpp"
#include "pki/plan.hpp"

namespace cupspec::pki {

/// Every name is a relative path that stays in its directory, and no two write the same file; otherwise the
/// cursor's Reading holds bad_name.
void check_names(const json::Cursor& plan);

/// Every issuer and trust is an authority of the plan (else unknown_name, with the nearest), and authorities
/// do not issue each other in a circle (else cycle, the circle spelled out).
void check_references(const json::Cursor& plan);

/// Issuers before what they issue, otherwise in the order of the plan. What has no way to a root goes last.
void sort_by_issuer(Plan& plan);

}  // namespace cupspec::pki
