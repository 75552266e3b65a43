#pragma once

#include "emulator/drive.hpp"
#include "emulator/lns_ladder.hpp"
#include "net/websocket.hpp"

#include <functional>
#include <memory>
#include <string>

namespace cupspec::emulator {

/// How far one attempt to reach the LNS came.
struct LnsReport {
    enum class Stage {
        no_uri,     ///< no usable tc.uri or credentials: CUPS is asked
        discovery,  ///< ended there
        muxs,       ///< discovery named a muxs endpoint, which could not be used
        connected,  ///< upgraded, `version` sent, no usable router_config came
        configured  ///< a router_config was accepted
    } stage = Stage::no_uri;
    std::string discovery_uri;
    std::string muxs_uri;
    std::string problem;    ///< slug: "discovery-rejected", "muxs-refused:401"; empty when configured
    std::string detail;     ///< the peer's words
    bool ask_cups = false;  ///< Station stops its LNS side and triggers CUPS (protocol.md §9.4)
    protocol::TlsFacts infos;
    protocol::TlsFacts muxs;
    std::string router_config;  ///< the message as it came

    bool ok() const { return stage == Stage::configured; }
};

/// "no-uri", "discovery", "muxs", "connected", "configured"
std::string_view to_string(LnsReport::Stage stage);

/// What Station's back-off makes of an attempt's end; of one that succeeded: of the end of its connection.
LnsEnd end_of(const LnsReport& report);

/// What an attempt starts from, how long it waits, and whom it tells.
struct LnsPlan {
    std::string muxs_uri;  ///< known from before: no discovery; empty: discovery
    /// True: discovery, and the wait for `router_config`, have no end, as in Station (protocol.md §9.1).
    /// False: TC_TIMEOUT bounds them.
    bool patient = false;
    /// Discovery named a muxs endpoint, whatever else is wrong with its answer; may be empty.
    std::function<void(const std::string& uri)> on_muxs_learned;
    std::function<void()> on_connected;  ///< muxs is upgraded, `version` about to be sent; may be empty
};

/// One attempt: discovery, muxs, `version`, `router_config`, with the regular TC set.
/// @param gateway borrowed until the result is there; its TC backup is made once muxs is connected
/// @param muxs receives the connection as soon as it is open; without a deadline once configured
/// Source: Station 2.0.6, protocol.md §9.
net::awaitable<LnsReport> connect_lns(Gateway& gateway, DriveOptions options, LnsPlan plan,
                                      std::unique_ptr<net::WebSocket>& muxs);

/// Reads on until the connection ends: closed, or failed by a router_config Station cannot use.
/// @param muxs configured; borrowed until then
net::awaitable<LnsEnd> stay_connected(net::WebSocket& muxs);

/// `{"stage":"configured",...}` for reports.
std::string to_json(const LnsReport& report);

}  // namespace cupspec::emulator
