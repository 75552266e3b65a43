#pragma once

#include "net/stream.hpp"
#include "net/tls.hpp"
#include "protocol/exchange.hpp"
#include "protocol/uri.hpp"

#include <chrono>
#include <string>

namespace cupspec::scenarios {

/// One HTTP request on a connection of its own.
struct HttpCall {
    protocol::ServerUri server;
    net::ClientTlsOptions tls;  ///< used where the server's URI asks for TLS
    std::string head;           ///< with the empty line; should ask the server to close
    std::string body;
    std::chrono::milliseconds limit{5'000};  ///< for the whole of it
};

/// Sends it as it is and reads until the server closes. A server may answer before it has read all.
/// @return the exchange with the status it understood (0: none); otherwise connect's or TLS's error
net::awaitable<Result<protocol::Exchange>> call(HttpCall request);

}  // namespace cupspec::scenarios
