#pragma once

#include "net/stream.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace cupspec::net {

/// Resolves and connects; every address of the name is tried in turn, of `localhost` without asking anybody.
/// Does no TLS handshake yet.
/// @param tls absent: plain TCP
/// @param limit for resolving and connecting together
/// @return otherwise the resolver's or the socket's error, `where` = "host:port"
awaitable<Result<std::unique_ptr<Stream>>> connect(std::string host, std::string port,
                                                   std::optional<TlsContext> tls,
                                                   std::chrono::milliseconds limit);

}  // namespace cupspec::net
