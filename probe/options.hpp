#pragma once

#include "base/bytes.hpp"
#include "conformance/evidence.hpp"
#include "emulator/personality.hpp"
#include "net/tls.hpp"
#include "protocol/eui64.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace cupspec::probe {

/// What may be done to the server beyond what any gateway does.
struct Allowed {
    bool load = false;         ///< a body of a megabyte, eight connections at once
    bool disturb = false;      ///< requests that trickle in, or end in the middle
    bool destructive = false;  ///< what may cost the server something that does not come back
};

/// What a conversation is held with.
struct ProbeOptions {
    std::string url;             ///< "https://HOST:PORT"
    std::filesystem::path home;  ///< of the gateway that is played; never written to; empty: a bare one
    Bytes trust;                 ///< for https where the home has no cups.trust: CA certificates
    std::string token;           ///< in place of the home's key: a header line; empty: as the home says
    std::optional<protocol::Eui64> router;          ///< absent: station.conf's, else ::1
    std::optional<protocol::Eui64> unknown_router;  ///< absent: one nobody has
    std::optional<protocol::Eui64> other_router;    ///< known to the server, and not this gateway
    std::optional<std::string> package;             ///< in place of version.txt
    std::string package_after;  ///< what version.txt says once a firmware ran; empty: nobody knows
    emulator::Traits traits;
    /// How long a plain answer may take; every wait is this or a fraction of it.
    std::chrono::milliseconds timeout{5'000};
    Allowed allow;
    bool one_shot = false;  ///< credentials go out once: a life is destructive
    conformance::Target target;
    net::KeyLog key_log;
    std::filesystem::path temp;               ///< where the private copy lies; empty: the system's place
    const std::atomic<bool>* stop = nullptr;  ///< set by somebody else: end soon
    /// Called as each contact ends. May be empty.
    std::function<void(const conformance::Contact& contact)> on_contact;
};

}  // namespace cupspec::probe
