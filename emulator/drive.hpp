#pragma once

#include "base/log.hpp"
#include "emulator/gateway.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"

namespace cupspec::emulator {

/// How the shells run a gateway's logic.
struct DriveOptions {
    double time_scale = 1.0;  ///< every limit is divided by it
    net::KeyLog key_log;      ///< may be empty
};

/// `length` in the time the run uses.
std::chrono::steady_clock::duration scaled(std::chrono::milliseconds length, double time_scale);

/// One CUPS session over real sockets: connect, TLS, request, answer, commit. `Gateway::end_round` is the
/// caller's, who knows how the LNS connection stands by then.
/// @param gateway borrowed until the end
net::awaitable<void> drive_round(Gateway& gateway, DriveOptions options);

}  // namespace cupspec::emulator
