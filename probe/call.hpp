#pragma once

#include "conformance/evidence.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"
#include "protocol/uri.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cupspec::probe {

/// One request on a connection of its own.
struct Call {
    /// How the bytes leave.
    enum class Manner {
        whole,
        slowly,  ///< a few at a time
        cut      ///< half of them, then the connection ends; no answer is waited for
    };
    conformance::Purpose purpose = conformance::Purpose::repeat;
    std::string url;
    protocol::ServerUri server;
    std::optional<net::TlsContext> tls;
    std::string head;
    std::string body;
    std::optional<protocol::UpdateInfo> request;  ///< what the body says, where it says it
    Manner manner = Manner::whole;
    std::chrono::milliseconds limit{5'000};  ///< for all of it
};

/// Sends it as it is and keeps what comes back: at most 256 KiB of a body, and no more than 8 MiB are read.
/// Never fails: what goes wrong is the contact's `failure`.
net::awaitable<conformance::Contact> make_call(Call call);

}  // namespace cupspec::probe
