#include "tests/net/client_pki.hpp"

namespace cupspec::net::testing {

ClientPki::ClientPki(int intermediate_hours, int client_hours)
    : key_{pki::PrivateKey::generate(pki::KeyKind::p256).value()},
      root_{issue(pki::CertificateKind::root, "Root", nullptr, 72)},
      intermediate_{issue(pki::CertificateKind::intermediate, "Between", &root_, intermediate_hours)},
      client_{issue(pki::CertificateKind::client, "router-1", &intermediate_, client_hours)} {}

Identity ClientPki::client(bool with_intermediate) const {
    Bytes chain = client_;
    if (with_intermediate) chain.insert(chain.end(), intermediate_.begin(), intermediate_.end());
    return {chain, to_bytes(key_.pem(pki::KeyForm::sec1).value())};
}

Bytes ClientPki::issue(pki::CertificateKind kind, const std::string& name, const Bytes* issuer,
                       int hours) const {
    pki::CertificateSpec spec;
    spec.kind = kind;
    spec.common_name = name;
    spec.not_before = client_from();
    spec.not_after = in_hours(hours);
    const Random counting = [n = std::uint64_t{1}]() mutable { return n++; };
    const pki::Issuer signer{issuer == nullptr ? ByteView{} : ByteView{*issuer}, &key_};
    return pki::make_certificate(spec, key_, issuer == nullptr ? nullptr : &signer, counting).value();
}

}  // namespace cupspec::net::testing
