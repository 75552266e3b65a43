#pragma once

#include "base/time.hpp"
#include "net/tls.hpp"
#include "pki/certificate.hpp"

#include <string>

namespace cupspec::net::testing {

/// A root, an intermediate under it and a client under that, all of one key. Times in hours from now.
class ClientPki {
public:
    /// When the intermediate and the client stop being valid; the root lasts longer.
    explicit ClientPki(int intermediate_hours = 48, int client_hours = 24);

    const Bytes& root() const { return root_; }
    const Bytes& intermediate() const { return intermediate_; }
    /// The client's certificate with the intermediate, or alone.
    Identity client(bool with_intermediate = true) const;
    TimePoint client_from() const { return now_ - std::chrono::hours{1}; }
    TimePoint in_hours(int hours) const { return now_ + std::chrono::hours{hours}; }

private:
    Bytes issue(pki::CertificateKind kind, const std::string& name, const Bytes* issuer, int hours) const;

    TimePoint now_ = std::chrono::floor<std::chrono::seconds>(wall_clock());
    pki::PrivateKey key_;
    Bytes root_;
    Bytes intermediate_;
    Bytes client_;
};

}  // namespace cupspec::net::testing
