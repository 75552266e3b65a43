#pragma once

#include "emulator/home.hpp"
#include "protocol/credentials.hpp"
#include "protocol/update_info.hpp"
#include "protocol/uri.hpp"

#include <string>

namespace cupspec::probe {

/// A request as Station sends it, and what it needs to be sent.
struct PlainRequest {
    std::string url;
    protocol::ServerUri server;
    protocol::CredentialSet credentials;
    emulator::AuthMode mode = emulator::AuthMode::none;
    protocol::UpdateInfo info;
    std::string head;  ///< with the token's lines and the empty one
    std::string body;

    /// A token's lines are in the head.
    bool has_token() const { return server.tls && mode == emulator::AuthMode::token; }
    bool has_certificate() const { return server.tls && mode == emulator::AuthMode::mutual; }
};

}  // namespace cupspec::probe
