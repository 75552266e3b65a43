#pragma once

// Private to pki/.

#include "base/result.hpp"
#include "pki/certificate.hpp"
#include "pki/handles.hpp"

#include <string_view>

namespace cupspec::pki {

/// Adds what RFC 5280 §4.2.1 asks of a certificate of this kind: BasicConstraints, KeyUsage,
/// ExtendedKeyUsage, key identifiers and SANs. Its public key is set already.
/// @param issuer the certificate itself when it is self-signed
Result<void> add_extensions(X509& certificate, const CertificateSpec& spec, const X509& issuer);

/// What a dNSName takes here: printable ASCII without blanks; an address in text is one too.
bool is_dns_name(std::string_view text);

}  // namespace cupspec::pki
