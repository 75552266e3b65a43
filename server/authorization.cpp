#include "server/authorization.hpp"

#include "base/ascii.hpp"
#include "base/hex.hpp"
#include "protocol/quoted.hpp"

#include <algorithm>

namespace cupspec::server {
namespace {

constexpr std::size_t kThumbprintDigits = 64;
constexpr std::size_t kEuiDigits = 16;

std::string_view credential(std::string_view value) {
    constexpr std::string_view kScheme = "Bearer ";
    if (equal_but_case(value.substr(0, kScheme.size()), kScheme)) value.remove_prefix(kScheme.size());
    return value;
}

std::optional<protocol::Eui64> eui_of(std::string_view text) {
    const auto eui = protocol::parse_eui64(text);
    return eui ? std::optional{*eui} : std::nullopt;
}

bool holds(const std::vector<std::string>& values, const std::string& value) {
    return !value.empty() && std::find(values.begin(), values.end(), value) != values.end();
}

Denial not_this_routers() { return {403, "the certificate is not this router's", false}; }

/// By the CN where it names a gateway, else by the certificate itself.
std::optional<Denial> denial_by_certificate(protocol::Eui64 router, const Presented& client,
                                            const Marks& marks) {
    if (const auto named = router_named(client.common_name)) {
        if (*named != router) return not_this_routers();
        return std::nullopt;
    }
    if (holds(marks.thumbprints, client.sha256)) return std::nullopt;
    return Denial{403,
                  "the certificate " + protocol::quoted(client.common_name) +
                      " names no router and is not held for this one; its SHA-256 " + client.sha256 +
                      " belongs into cups-router-" + protocol::to_hex16(router) + ".thumbprint, or into " +
                      std::string{kCommonThumbprints} + " if all gateways share it",
                  false};
}

std::optional<Denial> denial_by_token(protocol::Eui64 router, const Presented& client, const Marks& marks) {
    if (is_authorized(client.authorization, marks.tokens)) return std::nullopt;
    if (!client.authorization) return Denial{401, "there is no Authorization header", false};
    if (!marks.tokens.empty()) return Denial{401, "the Authorization header is not this router's", false};
    return Denial{401,
                  "no token is held for this router, neither in cups-router-" + protocol::to_hex16(router) +
                      ".token nor as its .key",
                  false};
}

}  // namespace

bool is_authorized(std::optional<std::string_view> header, std::span<const std::string> accepted) {
    if (!header || credential(*header).empty()) return false;
    return std::any_of(accepted.begin(), accepted.end(),
                       [&](const std::string& value) { return credential(value) == credential(*header); });
}

bool is_named(std::string_view common_name, protocol::Eui64 router) {
    return equal_but_case(common_name, protocol::to_hex16(router));
}

std::optional<protocol::Eui64> router_named(std::string_view common_name) {
    for (const std::string_view stem : {"router-", "eui-"}) {
        const std::size_t at = common_name.rfind(stem);
        if (at == std::string_view::npos) continue;
        if (const auto eui = eui_of(common_name.substr(at + stem.size()))) return eui;
    }
    // A plain decimal number is more likely a count than a gateway.
    const bool may_be_eui =
        common_name.size() == kEuiDigits || common_name.find_first_of(":-") != std::string_view::npos;
    return may_be_eui ? eui_of(common_name) : std::nullopt;
}

std::optional<std::string> thumbprint_of(std::string_view text) {
    text.remove_prefix(std::min(text.size(), text.rfind('=') + 1));
    std::string digits;
    for (const char c : text) {
        if (c == ':' || c == ' ' || c == '\t') continue;
        if (!hex_digit(c)) return std::nullopt;
        digits += lower(c);
    }
    return digits.size() == kThumbprintDigits ? std::optional{digits} : std::nullopt;
}

Presented presented_by(const protocol::TlsFacts& tls, std::optional<std::string_view> authorization) {
    return {authorization, tls.peer_common_name, tls.peer_sha256};
}

bool is_judged_by_name(AuthMode mode, const Presented& client) {
    if (mode == AuthMode::mutual) return router_named(client.common_name).has_value();
    return mode == AuthMode::mutual_cn;
}

std::optional<Denial> denial(AuthMode mode, protocol::Eui64 router, const Presented& client,
                             const Marks& marks) {
    switch (mode) {
        case AuthMode::none:
        case AuthMode::server: return std::nullopt;
        case AuthMode::mutual: return denial_by_certificate(router, client, marks);
        case AuthMode::mutual_cn:
            if (!is_named(client.common_name, router)) return not_this_routers();
            return std::nullopt;
        case AuthMode::thumbprint:
            if (!holds(marks.thumbprints, client.sha256))
                return Denial{403, "the certificate's thumbprint is not on this router's list", false};
            return std::nullopt;
        case AuthMode::token: return denial_by_token(router, client, marks);
    }
    return Denial{403, "unknown mode", false};
}

}  // namespace cupspec::server
