// The acceptance matrix of protocol.md §8: what mbedTLS in a Station takes and what it does not.

#include "emulator/tls_rules.hpp"

#include "pki/certificate.hpp"
#include "pki/key.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

namespace cupspec::emulator {
namespace {

using pki::CertificateKind;
using pki::KeyKind;

struct Made {
    Bytes certificate;
    pki::PrivateKey key;
};

Made make(pki::CertificateSpec spec, KeyKind kind, const Made* issuer = nullptr) {
    spec.not_before = TimePoint{std::chrono::days{19'000}};
    spec.not_after = TimePoint{std::chrono::days{29'000}};
    auto key = pki::PrivateKey::generate(kind).value();
    std::uint64_t serial = 7;
    const Random random = [&serial] { return ++serial; };
    const pki::Issuer by{issuer == nullptr ? ByteView{} : ByteView{issuer->certificate},
                         issuer == nullptr ? nullptr : &issuer->key};
    auto certificate = pki::make_certificate(spec, key, issuer == nullptr ? nullptr : &by, random).value();
    return {std::move(certificate), std::move(key)};
}

std::vector<pki::CertificateFacts> facts(const std::vector<const Made*>& chain) {
    std::vector<pki::CertificateFacts> all;
    for (const Made* made : chain) all.push_back(pki::inspect_certificate(made->certificate).value());
    return all;
}

pki::CertificateSpec root_spec() {
    pki::CertificateSpec spec;
    spec.kind = CertificateKind::root;
    spec.common_name = "Root";
    return spec;
}

std::string broken(const pki::CertificateSpec& leaf, KeyKind kind, std::string_view host) {
    const Made root = make(root_spec(), KeyKind::p256);
    const Made server = make(leaf, kind, &root);
    const auto* rule = broken_peer_rule(facts({&server, &root}), host);
    return rule == nullptr ? "" : std::string{rule->slug};
}

pki::CertificateSpec server(std::string cn, std::vector<std::string> dns, std::vector<std::string> ip) {
    pki::CertificateSpec spec;
    spec.common_name = std::move(cn);
    spec.dns = std::move(dns);
    spec.ip = std::move(ip);
    return spec;
}

TEST_CASE("broken_peer_rule compares names as text and looks at the CN only without any SAN") {
    CHECK(broken(server("x", {"cups.example"}, {}), KeyKind::p256, "CUPS.example").empty());
    CHECK(broken(server("x", {"*.example"}, {}), KeyKind::p256, "cups.example").empty());
    CHECK(broken(server("x", {"*.example"}, {}), KeyKind::p256, "a.cups.example") == "tls-name-mismatch");
    CHECK(broken(server("x", {"other"}, {}), KeyKind::p256, "cups.example") == "tls-name-mismatch");
    CHECK(broken(server("cups.example", {}, {}), KeyKind::p256, "cups.example").empty());
    CHECK(broken(server("cups.example", {"other"}, {}), KeyKind::p256, "cups.example") ==
          "tls-name-mismatch");
    CHECK(broken(server("x", {"other"}, {}), KeyKind::p256, "").empty());
}

TEST_CASE("broken_peer_rule wants an IP address as dNSName text or as the CN, never as an iPAddress") {
    CHECK(broken(server("x", {}, {"127.0.0.1"}), KeyKind::p256, "127.0.0.1") == "tls-name-mismatch");
    CHECK(broken(server("x", {"127.0.0.1"}, {}), KeyKind::p256, "127.0.0.1").empty());
    CHECK(broken(server("127.0.0.1", {}, {}), KeyKind::p256, "127.0.0.1").empty());
    CHECK(broken(server("127.0.0.1", {"localhost"}, {}), KeyKind::p256, "127.0.0.1") == "tls-name-mismatch");
}

TEST_CASE("broken_peer_rule refuses short RSA keys, SHA-1 and Ed25519") {
    CHECK(broken(server("h", {}, {}), KeyKind::rsa1024, "h") == "tls-weak-key");
    CHECK(broken(server("h", {}, {}), KeyKind::rsa2048, "h").empty());
    CHECK(broken(server("h", {}, {}), KeyKind::p384, "h").empty());
    CHECK(broken(server("h", {}, {}), KeyKind::ed25519, "h") == "tls-unsupported-key");
    auto sha1 = server("h", {}, {});
    sha1.digest = pki::SignatureDigest::sha1;
    CHECK(broken(sha1, KeyKind::p256, "h") == "tls-sha1-signature");
}

TEST_CASE("broken_peer_rule refuses a server's own certificate as trust unless it is self-signed") {
    const Made root = make(root_spec(), KeyKind::p256);
    const Made leaf = make(server("h", {}, {}), KeyKind::p256, &root);
    CHECK(broken_peer_rule(facts({&leaf}), "h")->slug == "tls-untrusted");
    const Made alone = make(server("h", {}, {}), KeyKind::p256);
    CHECK(broken_peer_rule(facts({&alone}), "h") == nullptr);
}

protocol::CredentialSet rule_files() {
    const Made root = make(root_spec(), KeyKind::p256);
    const Made client = make(server("h", {}, {}), KeyKind::p256, &root);
    return {to_bytes(pki::certificate_pem(root.certificate)),
            to_bytes(pki::certificate_pem(client.certificate)), client.key.der(pki::KeyForm::sec1).value()};
}

void put_in_front(Bytes& file, const std::string& text) {
    const Bytes lead = to_bytes(text);
    file.insert(file.begin(), lead.begin(), lead.end());
}

TEST_CASE("check_files takes PEM and DER, bundles and PKCS#8") {
    auto set = rule_files();
    CHECK(check_files(set, AuthMode::mutual).has_value());
    const Bytes trust = set.trust;
    set.trust.insert(set.trust.end(), trust.begin(), trust.end());
    CHECK(check_files(set, AuthMode::mutual).has_value());
    set.key = to_bytes(pki::PrivateKey::generate(KeyKind::p256).value().pem(pki::KeyForm::pkcs8).value());
    CHECK(check_files(set, AuthMode::mutual).has_value());
    set.trust = make(root_spec(), KeyKind::p384).certificate;
    CHECK(check_files(set, AuthMode::mutual).has_value());
}

TEST_CASE("check_files refuses anything in front of the PEM, and Ed25519 anywhere") {
    const auto good = rule_files();
    for (const char* front : {"\n", "# root\n", "\xEF\xBB\xBF", " "}) {
        auto set = good;
        put_in_front(set.trust, front);
        const auto checked = check_files(set, AuthMode::server_only);
        REQUIRE(checked.has_error());
        CHECK(checked.error().where == "trust");
    }
    auto set = good;
    const auto ed = to_bytes(pki::certificate_pem(make(root_spec(), KeyKind::ed25519).certificate));
    set.trust.insert(set.trust.end(), ed.begin(), ed.end());
    CHECK(check_files(set, AuthMode::server_only).has_error());
    set = good;
    put_in_front(set.key, "\n");
    CHECK(check_files(set, AuthMode::mutual).error().where == "key");
    set.key = to_bytes(pki::PrivateKey::generate(KeyKind::p256).value().pem(pki::KeyForm::sec1).value());
    put_in_front(set.key, "Bag Attributes\n");  // which a PEM key may have, unlike a certificate
    CHECK(check_files(set, AuthMode::mutual).has_value());
    set.key = to_bytes("Authorization: x");
    CHECK(check_files(set, AuthMode::mutual).error().where == "key");
    set.certificate.clear();
    CHECK(check_files(set, AuthMode::mutual).error().where == "crt");
}

}  // namespace
}  // namespace cupspec::emulator
