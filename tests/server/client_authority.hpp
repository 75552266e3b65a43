#pragma once

#include "net/tls.hpp"
#include "pki/key.hpp"

#include <map>
#include <optional>
#include <string>

namespace cupspec::server::testing {

/// A CA of its own, and clients it signed, for the recorded TLS servers.
class ClientAuthority {
public:
    ClientAuthority();

    /// PEM of the CA.
    std::string trust() const;
    /// PEM of a client's certificate; the same each time.
    std::string certificate(const std::string& common_name) const;
    /// SHA-256 of the certificate, 64 hex digits.
    std::string thumbprint(const std::string& common_name) const;
    /// Its credentials as a gateway gets them.
    Bytes bundle(const std::string& common_name) const;
    /// A client that trusts cups-1 of the recordings and presents that certificate.
    std::optional<net::TlsContext> client(const std::string& common_name) const;

private:
    const Bytes& made(const std::string& common_name) const;

    pki::PrivateKey key_;
    Bytes ca_;
    mutable std::map<std::string, Bytes> made_;
};

}  // namespace cupspec::server::testing
