#pragma once

#include "net/stream.hpp"
#include "server/cups_server.hpp"

#include <memory>
#include <string>

namespace cupspec::server {

/// Who speaks in the log lines of gateways' requests.
inline constexpr std::string_view kCupsSpeaker = "CUP";

/// A gateway's connection as the options want it: counted, and heard by their tap.
std::unique_ptr<net::Stream> observed(std::unique_ptr<net::Stream> stream, const CupsOptions& options);

/// Says, counts and tells that a gateway's handshake failed.
void report_failed_handshake(const protocol::TlsFacts& facts, const std::string& peer,
                             const CupsOptions& options, Log& log);

}  // namespace cupspec::server
