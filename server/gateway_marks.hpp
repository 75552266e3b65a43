#pragma once

#include "protocol/eui64.hpp"
#include "server/authorization.hpp"
#include "server/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// True when the store has a record for the gateway.
net::awaitable<Result<bool>> is_known(Store& store, protocol::Eui64 router);

/// How a gateway without a record is turned away.
Denial unknown(protocol::Eui64 router);

/// What the store's files say a gateway is recognised by in this mode:
/// - token: the lines of `cups-router-ID.token` but those that begin with #, with or without the header's
///   name, and the one in `cups-router-ID.key` when that is a token;
/// - thumbprint: the lines of `cups-router-ID.thumbprint`, SHA-256 of the certificate in DER, hex with or
///   without colons; what follows a # does not count;
/// - mutual: the same lines, those of `cups.thumbprint`, and the thumbprints of `cups-router-ID.crt` and of
///   the certificate in `cups_cred.bin`, which all gateways share;
/// - otherwise nothing.
/// @return otherwise the store's error
net::awaitable<Result<Marks>> load_marks(Store& store, protocol::Eui64 router, AuthMode mode);

/// Judges a client by `denial` and the store's marks, before any file is opened for it.
/// @param warnings what is odd about the files; borrowed for the call, as the store and the client's header
/// @return 404 in place of 401 and 403 for a gateway without a record; otherwise the store's error
net::awaitable<Result<std::optional<Denial>>> judge_client(Store& store, AuthMode mode,
                                                           protocol::Eui64 router, Presented client,
                                                           std::vector<std::string>& warnings);

}  // namespace cupspec::server
