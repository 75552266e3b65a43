#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cupspec::cli {

struct Endpoint {
    std::string host;  ///< without the brackets of an IPv6 literal
    std::uint16_t port = 0;
};

/// HOST:PORT or [IPV6]:PORT. @return nothing otherwise
std::optional<Endpoint> parse_endpoint(std::string_view text);

/// 127.x.x.x, ::1 or localhost: no other machine gets there.
bool is_loopback(std::string_view host);

/// How a URL names a listening address on this machine: the address itself, 127.0.0.1 for "localhost" and for
/// the addresses that mean all interfaces.
std::string loopback_name(std::string_view host);

}  // namespace cupspec::cli
