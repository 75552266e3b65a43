#pragma once

#include "protocol/eui64.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cupspec::server {

/// True when the header is one of the accepted values; a leading "Bearer " counts on neither side.
bool is_authorized(std::optional<std::string_view> header, std::span<const std::string> accepted);

/// True when a certificate's CN is the EUI as exactly 16 hex digits, in either case.
/// Source: mutual TLS of The Things Stack.
bool is_named(std::string_view common_name, protocol::Eui64 router);

}  // namespace cupspec::server
