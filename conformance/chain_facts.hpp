#pragma once

#include "conformance/evidence.hpp"
#include "conformance/rule.hpp"
#include "pki/certificate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cupspec::conformance {

/// The certificates the server sends, leaf first; those that cannot be read are left out.
std::vector<pki::CertificateFacts> chain_facts(const Evidence& evidence);

/// Why there is no chain to judge: no TLS, or no certificate was seen.
/// @return nothing when there is one
std::optional<Judgement> without_chain(const Evidence& evidence);

/// Station's word for what TLS failed of, from its life: "tls-untrusted"; empty when it did not.
std::string tls_problem(const Evidence& evidence);

/// A plain request came through the handshake. @return its index
std::optional<std::size_t> handshaken(const Evidence& evidence);

bool is_sha1_signed(const pki::CertificateFacts& certificate);
bool is_short_rsa(const pki::CertificateFacts& certificate);
bool is_edwards(const pki::CertificateFacts& certificate);
bool is_over(const pki::CertificateFacts& certificate, TimePoint now);
bool is_to_come(const pki::CertificateFacts& certificate, TimePoint now);
/// It names addresses, and no host.
bool is_nameless(const pki::CertificateFacts& leaf);

/// One of these holds for a certificate: then TLS fails of that, whatever else is said.
bool is_chain_at_fault(const Evidence& evidence);

}  // namespace cupspec::conformance
