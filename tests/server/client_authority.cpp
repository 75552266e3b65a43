#include "tests/server/client_authority.hpp"

#include "pki/certificate.hpp"
#include "protocol/credentials.hpp"
#include "tests/server/support.hpp"

namespace cupspec::server::testing {
namespace {

pki::CertificateSpec spec_of(pki::CertificateKind kind, const std::string& common_name) {
    pki::CertificateSpec spec;
    spec.kind = kind;
    spec.common_name = common_name;
    spec.not_before = wall_clock() - std::chrono::hours{1};
    spec.not_after = wall_clock() + std::chrono::hours{1};
    return spec;
}

Random counting() {
    return [n = std::uint64_t{1}]() mutable { return n++; };
}

}  // namespace

ClientAuthority::ClientAuthority()
    : key_{pki::PrivateKey::generate(pki::KeyKind::p256).value()},
      ca_{pki::make_certificate(spec_of(pki::CertificateKind::root, "Client CA"), key_, nullptr, counting())
              .value()} {}

std::string ClientAuthority::trust() const { return pki::certificate_pem(ca_); }

const Bytes& ClientAuthority::made(const std::string& common_name) const {
    Bytes& certificate = made_[common_name];
    const pki::Issuer issuer{ca_, &key_};
    if (certificate.empty()) {
        const auto spec = spec_of(pki::CertificateKind::client, common_name);
        certificate = pki::make_certificate(spec, key_, &issuer, counting()).value();
    }
    return certificate;
}

std::string ClientAuthority::certificate(const std::string& common_name) const {
    return pki::certificate_pem(made(common_name));
}

std::string ClientAuthority::thumbprint(const std::string& common_name) const {
    return pki::inspect_certificate(made(common_name)).value().sha256;
}

Bytes ClientAuthority::bundle(const std::string& common_name) const {
    const std::string key = key_.pem(pki::KeyForm::sec1).value();
    return protocol::join({ca_, made(common_name), protocol::first_pem_block(as_bytes(key)).value()});
}

std::optional<net::TlsContext> ClientAuthority::client(const std::string& common_name) const {
    net::ClientTlsOptions options;
    options.trust = recorded("session-tls/cups-1/cups.ca");
    options.server_name = "localhost";
    options.identity.certificate = made(common_name);
    options.identity.key = to_bytes(key_.pem(pki::KeyForm::sec1).value());
    return net::TlsContext::client(options).value();
}

}  // namespace cupspec::server::testing
