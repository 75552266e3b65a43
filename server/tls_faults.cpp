#include "server/tls_faults.hpp"

#include "pki/certificate.hpp"
#include "pki/key.hpp"
#include "server/errc.hpp"

#include <chrono>
#include <random>
#include <utility>
#include <vector>

namespace cupspec::server {
namespace {

using std::chrono::days;

constexpr days kDay{1};
constexpr days kMonth{30};

/// A certificate and its key, to sign with.
struct Signer {
    Bytes certificate;  ///< DER
    pki::PrivateKey key;

    pki::Issuer issuer() const { return {certificate, &key}; }
};

std::uint64_t random_number() {
    std::random_device device;
    return std::uint64_t{device()} << 32U | device();
}

/// @param issuer null: self-signed
Result<Signer> issue(const pki::CertificateSpec& spec, const Signer* issuer,
                     pki::KeyKind kind = pki::KeyKind::p256) {
    auto key = pki::PrivateKey::generate(kind);
    if (!key) return key.error();
    const pki::Issuer by = issuer == nullptr ? pki::Issuer{} : issuer->issuer();
    auto der = pki::make_certificate(spec, *key, issuer == nullptr ? nullptr : &by, random_number);
    if (!der) return der.error();
    return Signer{std::move(*der), std::move(*key)};
}

Result<Signer> signer_of(const FaultAuthority& authority) {
    auto certificates = pki::split_bundle(authority.certificate);
    if (!certificates) return certificates.error();
    auto key = pki::PrivateKey::parse(authority.key);
    if (!key) return key.error();
    if (!key->public_matches(certificates->front()))
        return Error{Errc::bad_option, "the faults' CA", "the key is not the certificate's"};
    return Signer{std::move(certificates->front()), std::move(*key)};
}

pki::CertificateSpec authority_spec(pki::CertificateKind kind, const char* name, TimePoint now) {
    pki::CertificateSpec spec;
    spec.kind = kind;
    spec.common_name = name;
    spec.not_before = now - kDay;
    spec.not_after = now + kMonth;
    return spec;
}

/// Like the server's own certificate, but for what the fault says.
Result<pki::CertificateSpec> server_spec(FaultKind kind, ByteView own, TimePoint now) {
    const auto facts = pki::inspect_certificate(own);
    if (!facts) return facts.error();
    pki::CertificateSpec spec;
    spec.common_name = facts->common_name;
    spec.dns = facts->dns;
    spec.ip = facts->ip;
    spec.not_before = now - kDay;
    spec.not_after = now + kMonth;
    if (kind == FaultKind::tls_expired) {
        spec.not_before = now - kMonth;
        spec.not_after = now - kDay;
    } else if (kind == FaultKind::tls_not_yet_valid) {
        spec.not_before = now + kDay;
    } else if (kind == FaultKind::tls_wrong_name) {
        spec.common_name = "wrong-name.invalid";
        spec.dns = {spec.common_name};
        spec.ip.clear();
    } else if (kind == FaultKind::tls_ip_san) {
        spec.dns.clear();
        if (spec.ip.empty()) spec.ip = {"127.0.0.1"};
    } else if (kind == FaultKind::tls_sha1) {
        spec.digest = pki::SignatureDigest::sha1;
    }
    return spec;
}

pki::KeyKind key_kind(FaultKind kind) {
    if (kind == FaultKind::tls_rsa_1024) return pki::KeyKind::rsa1024;
    if (kind == FaultKind::tls_ed25519) return pki::KeyKind::ed25519;
    return pki::KeyKind::p256;
}

/// OpenSSL takes such a certificate of its own on its lowest level only.
bool is_weak(FaultKind kind) { return kind == FaultKind::tls_rsa_1024 || kind == FaultKind::tls_sha1; }

/// Who signs the server's certificate.
Result<Signer> issuer_for(FaultKind kind, const FaultAuthority& authority, TimePoint now) {
    using pki::CertificateKind;
    if (kind == FaultKind::tls_wrong_ca)
        return issue(authority_spec(CertificateKind::root, "a CA nobody knows", now), nullptr);
    auto signer = signer_of(authority);
    if (!signer || kind != FaultKind::tls_no_intermediate) return signer;
    return issue(authority_spec(CertificateKind::intermediate, "an intermediate CA that is not sent", now),
                 &*signer);
}

/// What goes out behind the server's certificate: an authority that is no root itself.
Bytes chain_of(FaultKind kind, const FaultAuthority& authority) {
    Bytes chain;
    if (!needs_authority(kind) || kind == FaultKind::tls_no_intermediate) return chain;
    const auto facts = pki::inspect_certificate(authority.certificate);
    const auto certificates = pki::split_bundle(authority.certificate);
    if (!facts || !certificates || facts->self_signed) return chain;
    for (const Bytes& der : *certificates) chain.insert(chain.end(), der.begin(), der.end());
    return chain;
}

}  // namespace

bool needs_authority(FaultKind kind) {
    return concerns_tls(kind) && kind != FaultKind::tls_wrong_ca && kind != FaultKind::tls_13_only &&
           kind != FaultKind::tls_weak_curve;
}

Result<net::Identity> TlsFaults::identity_for(FaultKind kind) const {
    const TimePoint now = now_();
    FaultAuthority authority;
    if (needs_authority(kind)) {
        if (!authority_)
            return Error{Errc::bad_option, "the faults' CA", "a CA that the gateways trust is needed"};
        auto found = authority_();
        if (!found) return found.error();
        authority = std::move(*found);
    }
    const auto issuer = issuer_for(kind, authority, now);
    if (!issuer) return issuer.error();
    const auto spec = server_spec(kind, sound_.identity.certificate, now);
    if (!spec) return spec.error();
    auto server = issue(*spec, &*issuer, key_kind(kind));
    if (!server) return server.error();
    auto key = server->key.der(pki::default_form(key_kind(kind)));
    if (!key) return key.error();
    const Bytes chain = chain_of(kind, authority);
    server->certificate.insert(server->certificate.end(), chain.begin(), chain.end());
    return net::Identity{std::move(server->certificate), std::move(*key)};
}

Result<net::TlsContext> TlsFaults::make(FaultKind kind, bool is_open_door) const {
    net::ServerTlsOptions options = sound_;
    if (is_open_door && options.client_auth == net::ClientAuth::required)
        options.client_auth = net::ClientAuth::optional;
    if (kind == FaultKind::tls_13_only) {
        options.min = net::TlsVersion::tls1_3;
        options.max = net::TlsVersion::tls1_3;
    } else if (kind == FaultKind::tls_weak_curve) {
        options.min = net::TlsVersion::tls1_0;  // only so does OpenSSL go below 112 bits
        options.max = net::TlsVersion::tls1_2;
        options.groups = "secp192r1";
    } else if (concerns_tls(kind)) {
        if (is_weak(kind)) options.min = net::TlsVersion::tls1_0;
        auto identity = identity_for(kind);
        if (!identity) return identity.error();
        options.identity = std::move(*identity);
    }
    return net::TlsContext::server(options);
}

Result<net::TlsContext> TlsFaults::context(FaultKind kind, bool is_open_door) {
    const std::pair which{kind, is_open_door};
    if (const auto found = made_.find(which); found != made_.end()) return found->second;
    auto made = make(kind, is_open_door);
    if (made) made_.emplace(which, *made);
    return made;
}

void TlsFaults::use(net::ServerTlsOptions sound) {
    sound_ = std::move(sound);
    made_.clear();
}

Result<void> TlsFaults::prepare(const FaultScript& script) {
    for (const FaultLine& line : script.lines) {
        if (!concerns_tls(line.fault.kind)) continue;
        const auto made = context(line.fault.kind, false);
        if (!made)
            return Error{made.error().code, line.where, line.fault.text + ": " + describe(made.error())};
    }
    return {};
}

}  // namespace cupspec::server
