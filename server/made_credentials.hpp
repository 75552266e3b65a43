#pragma once

#include "protocol/credentials.hpp"

#include <span>
#include <string>
#include <string_view>

namespace cupspec::server {

/// The shapes of credentials that are made up for a fault: a CA, a client certificate and its key with one
/// thing wrong, or "sound". Nobody's: the keys exist in this process alone and open no door.
std::span<const std::string_view> made_shapes();

/// The same set for the same shape as long as the process lives, so that its CRC stays.
/// @param shape of made_shapes(); for any other the empty set
protocol::CredentialSet made_credentials(std::string_view shape);

/// The made-up CA, no certificate, and these bytes in place of the key.
protocol::CredentialSet made_with_token(const std::string& lines);

}  // namespace cupspec::server
