#pragma once

#include "base/result.hpp"
#include "protocol/eui64.hpp"

#include <string>
#include <string_view>

namespace cupspec::server {

/// The discovery query `{"router": EUI}`, any EUI-64 form or a number. @return otherwise the json or protocol
/// error
Result<protocol::Eui64> parse_discovery_query(std::string_view text);

/// The answer that names the muxs; every field a JSON string, as Station demands. Source: protocol.md §9.1.
std::string discovery_answer(protocol::Eui64 router, std::string_view uri);

/// The answer that turns a gateway away.
std::string discovery_refusal(std::string_view router, std::string_view error);

/// The `msgtype` of a muxs message. @return otherwise the json error
Result<std::string> message_type(std::string_view text);

/// A `router_config` for one SX1301 board in EU868: what the gateway needs to go on. Source: protocol.md
/// §9.2.
std::string router_config_eu868();

}  // namespace cupspec::server
