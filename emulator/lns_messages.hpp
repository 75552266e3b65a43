#pragma once

#include "protocol/eui64.hpp"
#include "protocol/uri.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cupspec::emulator {

/// The request that opens either connection, the empty line included. @param token_lines each ended by CRLF
/// Source: Station 2.0.6, protocol.md §9.1.
std::string upgrade_request(const protocol::ServerUri& server, std::string_view path,
                            std::string_view token_lines);

/// What Station makes of the one text frame that answers its discovery request.
/// Source: Station 2.0.6, protocol.md §9.1.
struct DiscoveryAnswer {
    enum class Fate {
        accepted,
        rejected,  ///< an `error`, or no `uri`: CUPS is asked
        failed     ///< not understood: ordinary back-off
    } fate = Fate::failed;
    protocol::ServerUri muxs;  ///< when accepted
    std::string uri;           ///< the last good one's text, which Station remembers whatever the fate
    std::string error;         ///< the server's words, or ours about what is wrong
};

DiscoveryAnswer read_discovery(std::string_view text);

/// `{"router":"::1"}`
std::string discovery_request(protocol::Eui64 router);

/// The first frame on the muxs connection. @param station with or without the build date
/// Source: Station 2.0.6, protocol.md §9.2.
std::string version_message(std::string_view station, std::string_view model,
                            const std::optional<std::string>& package);

/// What Station does with a text frame on the muxs connection.
struct MuxsMessage {
    enum class Fate {
        configured,  ///< a router_config it can use
        refused,     ///< a router_config it cannot: it closes with 1000
        ignored      ///< logged at most
    } fate = Fate::ignored;
    std::string type;  ///< msgtype, wherever in the text it stands; empty when there was none
    std::string why;   ///< when refused
};

MuxsMessage read_muxs_message(std::string_view text);

}  // namespace cupspec::emulator
