#pragma once

#include "scenarios/landscape.hpp"
#include "scenarios/names.hpp"

#include <filesystem>
#include <vector>

namespace cupspec::scenarios {

/// The `pki` of a scenario: a plan, the name of a built-in one, a plan file or a directory; and the names in
/// it. Failures stick in the cursor's Reading.
/// @param base where relative file names start; empty: none may be named
PkiSource read_pki(const std::optional<json::Cursor>& at, const std::filesystem::path& base, Names& names);

/// Names alone, so that servers and gateways may refer to each other in any order.
void read_server_names(const std::optional<json::Cursor>& at, Names& names);
void read_gateway_names(const std::optional<json::Cursor>& at, Names& names);

std::vector<ServerPlan> read_servers(const std::optional<json::Cursor>& at, const Names& names);
/// The parts of a server that a step may change.
CupsChange read_cups_change(const json::Cursor& at, const Names& names);
/// null turns nobody away.
RefusalPlan read_refusal(const json::Cursor& at);

std::vector<GatewayPlan> read_gateways(const std::optional<json::Cursor>& at, const Names& names);

}  // namespace cupspec::scenarios
