#pragma once

#include "server/decide.hpp"
#include "server/fault_script.hpp"

#include <span>

namespace cupspec::server {

/// Faults of what is decided, not of how it is written: so that the server stands by them, and takes a
/// gateway that did what it was told for one that has everything. In the order of the calls. Each one that
/// finds nothing to change is told so in its `obstacle`.

/// What a gateway reports, as this server hears it; before anything is looked up.
void bend_request(std::span<PickedFault> faults, protocol::UpdateInfo& request);

/// What the server holds for the gateway; before `decide`.
void bend_state(std::span<PickedFault> faults, const protocol::UpdateInfo& request, GatewayState& state);

/// Whether a segment went out for the fault's sake alone; after `decide`.
/// @param sound what was decided on the gateway's true report, @param bent on the bent one
void judge_resending(std::span<PickedFault> faults, const Plan& sound, const Plan& bent);

/// What goes out; after `decide`.
void bend_plan(std::span<PickedFault> faults, Plan& plan);

}  // namespace cupspec::server
