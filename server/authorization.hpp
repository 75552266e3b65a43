#pragma once

#include "protocol/eui64.hpp"
#include "protocol/exchange.hpp"
#include "server/identity.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::server {

/// True when the header is one of the accepted values; a leading "Bearer " counts on neither side.
bool is_authorized(std::optional<std::string_view> header, std::span<const std::string> accepted);

/// True when a certificate's CN is the EUI as exactly 16 hex digits, in either case.
/// Source: mutual TLS of The Things Stack.
bool is_named(std::string_view common_name, protocol::Eui64 router);

/// The gateway a CN names: its EUI as 16 hex digits, eight pairs with dashes or colons, or ID6; or in any
/// form behind the last "router-", as in the Semtech layout, or "eui-", as in The Things Stack's ids. Nothing
/// for any other CN, a fleet's common one say.
std::optional<protocol::Eui64> router_named(std::string_view common_name);

/// A SHA-256 as 64 lower-case hex digits, from hex digits in either case with or without colons, or from a
/// line of `openssl x509 -fingerprint`. Nothing for anything else.
std::optional<std::string> thumbprint_of(std::string_view text);

/// What a client has shown of itself.
struct Presented {
    std::optional<std::string_view> authorization;  ///< the header's value
    std::string common_name;                        ///< of its certificate; empty without one
    std::string sha256;                             ///< of its certificate, 64 lower-case hex digits
};
/// Borrows the header.
Presented presented_by(const protocol::TlsFacts& tls, std::optional<std::string_view> authorization);

/// The list of the certificates that all gateways share, a batch's common one say.
inline constexpr std::string_view kCommonThumbprints = "cups.thumbprint";

/// What a server recognises one gateway by.
struct Marks {
    std::vector<std::string> tokens;       ///< Authorization values
    std::vector<std::string> thumbprints;  ///< 64 lower-case hex digits each
    std::vector<std::string> warnings;     ///< lines that are neither; each names its file
};

/// True when no more than the certificate's CN is needed to judge this client.
bool is_judged_by_name(AuthMode mode, const Presented& client);

/// A status that turns a client away, and why.
struct Denial {
    unsigned status = 0;
    std::string why;
    bool is_unknown = false;  ///< the gateway has no record
};

/// Pure: whether this client may speak for this gateway. Where a mode has the client present something, it is
/// bound to the gateway of the request's body, so that no gateway fetches another's credentials:
/// - mutual: the CN names the gateway (router_named); a certificate whose CN names none must be among the
///   marks, for any number of gateways may have one with that CN;
/// - mutual_cn: is_named; thumbprint: among the marks; token: is_authorized;
/// - none and server ask for nothing: the body alone says who it is.
/// @return 401 without the right token, 403 for somebody else's certificate
std::optional<Denial> denial(AuthMode mode, protocol::Eui64 router, const Presented& client,
                             const Marks& marks);

}  // namespace cupspec::server
