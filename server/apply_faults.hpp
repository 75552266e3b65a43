#pragma once

#include "net/http.hpp"
#include "server/fault_script.hpp"

#include <span>
#include <string_view>

namespace cupspec::server {

/// Does to a decided answer what the faults of an answer want; a body with other segments in it has been made
/// by `bent_body` already. Each one that finds nothing to change is told so in its `obstacle`.
/// @param request its bytes, for the faults that show them
void apply_faults(std::span<PickedFault> faults, net::HttpAnswer& answer, std::string_view request = {});

}  // namespace cupspec::server
