#include "server/made_credentials.hpp"

#include "pki/certificate.hpp"
#include "pki/key.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace cupspec::server {
namespace {

using pki::CertificateKind;
using pki::KeyForm;
using pki::KeyKind;
using protocol::CredentialSet;

constexpr std::array<std::string_view, 18> kShapes{"sound",
                                                   "token",
                                                   "no-key",
                                                   "no-certificate",
                                                   "token-and-certificate",
                                                   "pkcs8-key",
                                                   "p384-key",
                                                   "ed25519-key",
                                                   "foreign-key",
                                                   "unreadable-key",
                                                   "expired",
                                                   "not-yet-valid",
                                                   "unreadable",
                                                   "expired-trust",
                                                   "future-trust",
                                                   "unreadable-trust",
                                                   "leaf-trust",
                                                   "ed25519-trust"};

/// Years of certificates: fixed, so that no clock is asked.
struct Years {
    int from = 2000;
    int to = 2100;
};
constexpr Years kPast{2000, 2001};
constexpr Years kFuture{2100, 2101};

TimePoint year_begin(int year) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::January / 1};
}

/// OpenSSL makes all of these; without memory it may not.
Bytes or_nothing(const Result<Bytes>& made) { return made ? *made : Bytes{}; }

/// What the made-up sets are put together from.
struct Maker {
    pki::PrivateKey authority;
    pki::PrivateKey client;

    Result<Bytes> certificate(CertificateKind kind, const pki::PrivateKey& subject, Years years) const {
        pki::CertificateSpec spec;
        spec.kind = kind;
        spec.common_name = kind == CertificateKind::root ? "made-up CA" : "made-up gateway";
        spec.not_before = year_begin(years.from);
        spec.not_after = year_begin(years.to);
        constexpr std::uint8_t kSerial = 0x42;
        spec.serial = {kSerial};
        return pki::make_certificate(spec, subject, nullptr, {});
    }
    Bytes trust(Years years = {}) const {
        return or_nothing(certificate(CertificateKind::root, authority, years));
    }
    /// Self-signed: nothing in a blob says who issues a gateway's certificate.
    Bytes leaf(Years years = {}) const {
        return or_nothing(certificate(CertificateKind::client, client, years));
    }
    Bytes key(KeyForm form = KeyForm::sec1) const { return or_nothing(client.der(form)); }
};

/// A key of that kind with its certificate, or with another's.
Bytes fresh_key(KeyKind kind) {
    const auto made = pki::PrivateKey::generate(kind);
    return made ? or_nothing(made->der(pki::default_form(kind))) : Bytes{};
}

void use_key(const Maker& maker, KeyKind kind, CredentialSet& set) {
    const auto made = pki::PrivateKey::generate(kind);
    if (!made) return;
    set.certificate = or_nothing(maker.certificate(CertificateKind::client, *made, {}));
    set.key = or_nothing(made->der(pki::default_form(kind)));
}

void use_ed25519_trust(const Maker& maker, CredentialSet& set) {
    const auto made = pki::PrivateKey::generate(KeyKind::ed25519);
    if (made) set.trust = or_nothing(maker.certificate(CertificateKind::root, *made, {}));
}

/// A DER element with nothing sensible in it.
Bytes unreadable_element() {
    constexpr std::size_t kContent = 0x40;
    Bytes element{0x30, kContent};
    element.resize(element.size() + kContent);
    return element;
}

void bend_key(const Maker& maker, std::string_view shape, CredentialSet& set) {
    if (shape == "token") {
        set.certificate.clear();
        set.key = to_bytes(std::string_view{"Authorization: made-up\r\n"});
    }
    if (shape == "no-key") set.key.clear();
    if (shape == "no-certificate") set.certificate.clear();
    if (shape == "token-and-certificate") set.key = to_bytes(std::string_view{"Authorization: made-up\r\n"});
    if (shape == "pkcs8-key") set.key = maker.key(KeyForm::pkcs8);
    if (shape == "p384-key") use_key(maker, KeyKind::p384, set);
    if (shape == "ed25519-key") use_key(maker, KeyKind::ed25519, set);
    if (shape == "foreign-key") set.key = fresh_key(KeyKind::p256);
    if (shape == "unreadable-key") set.key = unreadable_element();
}

void bend_certificates(const Maker& maker, std::string_view shape, CredentialSet& set) {
    if (shape == "expired") set.certificate = maker.leaf(kPast);
    if (shape == "not-yet-valid") set.certificate = maker.leaf(kFuture);
    if (shape == "unreadable") set.certificate = unreadable_element();
    if (shape == "expired-trust") set.trust = maker.trust(kPast);
    if (shape == "future-trust") set.trust = maker.trust(kFuture);
    if (shape == "unreadable-trust") set.trust = unreadable_element();
    if (shape == "leaf-trust") set.trust = maker.leaf();
    if (shape == "ed25519-trust") use_ed25519_trust(maker, set);
}

std::map<std::string_view, CredentialSet> make_all() {
    std::map<std::string_view, CredentialSet> made;
    auto authority = pki::PrivateKey::generate(KeyKind::p256);
    auto client = pki::PrivateKey::generate(KeyKind::p256);
    if (!authority || !client) return made;
    const Maker maker{std::move(*authority), std::move(*client)};
    const CredentialSet sound{maker.trust(), maker.leaf(), maker.key()};
    for (const std::string_view shape : kShapes) {
        CredentialSet& set = made[shape] = sound;
        bend_key(maker, shape, set);
        bend_certificates(maker, shape, set);
    }
    return made;
}

}  // namespace

std::span<const std::string_view> made_shapes() { return kShapes; }

CredentialSet made_credentials(std::string_view shape) {
    static const auto all = make_all();
    const auto found = all.find(shape);
    return found == all.end() ? CredentialSet{} : found->second;
}

CredentialSet made_with_token(const std::string& lines) {
    CredentialSet set = made_credentials("token");
    set.key = to_bytes(lines);
    return set;
}

}  // namespace cupspec::server
