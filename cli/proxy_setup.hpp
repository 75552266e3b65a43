#pragma once

#include "base/result.hpp"
#include "cli/serve_command.hpp"
#include "server/cups_proxy.hpp"

#include <optional>

namespace cupspec::cli {

/// The server that `serve --proxy` stands in front of, with what it is shown from --proxy-home.
/// @return nothing without --proxy; otherwise a usage error, `where` naming the option, or why a file of that
/// home cannot be used
Result<std::optional<server::ProxyTarget>> read_proxy(const ServeCommand& command);

}  // namespace cupspec::cli
