#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "emulator/home.hpp"
#include "pki/certificate.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

/// What mbedTLS 2.28 in Station's configuration asks of a server's certificate beyond what OpenSSL asks, and
/// where it asks less. One table: `peer_rules`. Source: Station 2.0.6, protocol.md §8, and the acceptance
/// matrix there.
struct PeerRule {
    std::string_view slug;  ///< the problem it becomes
    std::string_view says;
    /// @param chain the server's certificate first, the trusted one last, at least one
    /// @param name the host of the URI; empty: no name is checked
    bool (*holds)(const std::vector<pki::CertificateFacts>& chain, std::string_view name);
};

std::span<const PeerRule> peer_rules();

/// The first rule the chain breaks; null when Station would go on. @param chain as for `holds`
const PeerRule* broken_peer_rule(const std::vector<pki::CertificateFacts>& chain, std::string_view name);

/// mbedTLS's name check: dNSName as text, case-insensitive, `*.` for one label; the CN only without any SAN;
/// an address is text like any other, so an iPAddress SAN never fits.
bool name_fits(const std::vector<std::string>& dns, bool has_san, std::string_view common_name,
               std::string_view host);

/// Do the files that `mode` uses begin as Station can read them? Certificates are PEM only where the first
/// byte is '-', otherwise DER; before a key in PEM anything may stand (protocol.md §2.5).
/// @return otherwise bad_credential, `where` = "trust", "crt" or "key", `detail` why
Result<void> check_beginnings(const protocol::CredentialSet& set, AuthMode mode);

/// What is wrong with certificates of the gateway's own that OpenSSL could read: keys mbedTLS does not know.
std::optional<std::string> own_certificates_trouble(const std::vector<pki::CertificateFacts>& certificates);

/// Could Station load these files for TLS? Beginnings, each certificate of a bundle readable, their keys'
/// types.
/// @return otherwise bad_credential, `where` = "trust", "crt" or "key", `detail` why
Result<void> check_files(const protocol::CredentialSet& set, AuthMode mode);

}  // namespace cupspec::emulator
