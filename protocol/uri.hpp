#pragma once

#include "base/result.hpp"
#include "protocol/errc.hpp"

#include <string>
#include <string_view>

namespace cupspec::protocol {

/// A server as Station's URI files name it. Source: protocol.md §3.4.
struct ServerUri {
    bool tls = false;
    std::string host;  ///< 1..127 bytes; without the brackets of an IPv6 literal
    std::string port;  ///< 1..15 bytes of text, as a rule digits
    std::string path;  ///< muxs only, with its leading slash and its query; otherwise empty

    bool operator==(const ServerUri&) const = default;
};

inline constexpr std::size_t kMaxUriBytes = 127;
inline constexpr std::size_t kMaxHostBytes = 127;
inline constexpr std::size_t kMaxPortBytes = 15;

/// `http[s]://host:port`, port mandatory, no path. Scheme letters in any case, but the `s` of TLS lower.
/// @return otherwise bad_uri, `where` naming the part ("scheme", "host", "port", "path", "length")
Result<ServerUri> parse_cups_uri(std::string_view text);

/// `ws[s]://host:port`, the same rules.
Result<ServerUri> parse_tc_uri(std::string_view text);

/// `ws[s]://host:port/path` as a discovery answer names the muxs endpoint: port and path mandatory.
/// Source: protocol.md §9.1.
Result<ServerUri> parse_muxs_uri(std::string_view text);

}  // namespace cupspec::protocol
