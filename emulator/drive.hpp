#pragma once

#include "base/log.hpp"
#include "emulator/gateway.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"
#include "net/turnstile.hpp"

#include <memory>
#include <optional>

namespace cupspec::emulator {

/// Station's connect blocks for as long as the operating system tries (protocol.md §4.3); this bounds ours.
inline constexpr std::chrono::milliseconds kConnectLimit{130'000};

/// How the shells run a gateway's logic.
struct DriveOptions {
    double time_scale = 1.0;  ///< every limit is divided by it
    net::KeyLog key_log;      ///< may be empty
    /// Where the CUPS and the LNS side of one gateway wait for each other, because Station connects, look-up
    /// included, while everything else in it stands still (protocol.md §1.4). Borrowed; null: nobody to wait
    /// for.
    net::Turnstile* connects = nullptr;
    std::chrono::milliseconds connect_limit = kConnectLimit;  ///< of CUPS
};

/// `length` in the time the run uses.
std::chrono::steady_clock::duration scaled(std::chrono::milliseconds length, double time_scale);

/// net::connect as Station does it: one at a time.
net::awaitable<Result<std::unique_ptr<net::Stream>>> connect_in_turn(
    net::Turnstile* turnstile, protocol::ServerUri server, std::optional<net::TlsContext> tls,
    std::chrono::milliseconds limit = kConnectLimit);

/// One CUPS session over real sockets: connect, TLS, request, answer, commit. `Gateway::end_round` is the
/// caller's, who knows how the LNS connection stands by then.
/// @param gateway borrowed until the end
net::awaitable<void> drive_round(Gateway& gateway, DriveOptions options);

}  // namespace cupspec::emulator
