#pragma once

#include "protocol/credentials.hpp"
#include "server/store.hpp"

#include <optional>
#include <string>

namespace cupspec::server {

/// Takes a stored bundle apart: trust ‖ certificate ‖ key as a gateway gets them, each in DER, with four zero
/// bytes for an absent one, or a token in place of certificate and key. Only what a gateway can use comes
/// out: the certificates parse, and the key is that of its certificate.
/// @return otherwise bad_file, `where` as given
Result<protocol::CredentialSet> read_bundle(const Bytes& bundle, const std::string& where);

/// The bundle of this name. The store must outlive the operation.
/// @return nothing when there is none; otherwise as read_bundle, or the store's error
net::awaitable<Result<std::optional<protocol::CredentialSet>>> load_bundle(Store& store, std::string name);

}  // namespace cupspec::server
