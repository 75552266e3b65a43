#pragma once

#include "net/http.hpp"
#include "server/lns.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cupspec::server {

/// Whether a connection is turned away before its upgrade.
struct Refusal {
    unsigned status = 0;  ///< HTTP; 0: welcome
    std::string why;
};

/// Who may come to the LNS and what discovery tells them: the options' decisions, without a socket.
/// Borrows the options, which must outlive it.
class LnsGate {
public:
    LnsGate(const LnsOptions& options, AuthMode auth) : options_{&options}, auth_{auth} {}

    Refusal at_discovery(const net::HttpRequest& request) const;
    Refusal at_muxs(const net::HttpRequest& request) const;

    /// The answer to a discovery query, and what to report about it (discovery or refused).
    struct Reply {
        std::string answer;
        LnsEvent event;
    };
    /// @param common_name of the client certificate, empty without one
    /// @param muxs_uri with port and path; the gateway's name is added as a query, so that the muxs knows who
    /// comes
    Reply reply(std::string_view query, std::string_view common_name, std::string muxs_uri) const;

private:
    Refusal common(const net::HttpRequest& request, std::string_view path) const;
    std::string objection_to(protocol::Eui64 router, std::string_view common_name) const;

    const LnsOptions* options_;
    AuthMode auth_;
};

/// The gateway that discovery wrote into a muxs target: "/router?eui=00000000000000a1".
std::optional<protocol::Eui64> router_of(std::string_view target);

inline constexpr std::string_view kDiscoveryPath = "/router-info";
inline constexpr std::string_view kMuxsPath = "/router";

}  // namespace cupspec::server
