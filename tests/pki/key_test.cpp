#include "pki/key.hpp"

#include "base/hex.hpp"
#include "tests/pki/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::pki;

namespace {

struct Row {
    KeyKind kind;
    KeyForm form;
    std::string
        head;  ///< first bytes, hex; sizes of RSA keys vary by a few bytes, hence only up to the length
    std::size_t least;
    std::size_t most;
};

std::string hex_head(const Bytes& der, std::size_t digits) {
    return to_hex(ByteView{der}.first(std::min(der.size(), digits / 2)));
}

}  // namespace

TEST_CASE("PrivateKey lays every kind down in every form it has") {
    // Lengths: RFC 5915, 5208 and 8017 with the curves' and moduli's sizes; P-256 as in protocol.md §2.2.
    const Row row =
        GENERATE(Row{KeyKind::p256, KeyForm::sec1, "30770201010420", 121, 121},
                 Row{KeyKind::p256, KeyForm::pkcs8, "308187020100301306072a8648ce3d0201", 138, 138},
                 Row{KeyKind::p384, KeyForm::sec1, "3081a40201010430", 167, 167},
                 Row{KeyKind::p384, KeyForm::pkcs8, "3081b6020100301006072a8648ce3d0201", 185, 185},
                 Row{KeyKind::p521, KeyForm::sec1, "3081dc0201010442", 223, 223},
                 Row{KeyKind::p521, KeyForm::pkcs8, "3081ee020100301006072a8648ce3d0201", 241, 241},
                 Row{KeyKind::rsa1024, KeyForm::pkcs1, "3082", 600, 615},
                 Row{KeyKind::rsa1024, KeyForm::pkcs8, "3082", 620, 640},
                 Row{KeyKind::rsa2048, KeyForm::pkcs1, "3082", 1185, 1196},
                 Row{KeyKind::rsa2048, KeyForm::pkcs8, "3082", 1210, 1222},
                 Row{KeyKind::ed25519, KeyForm::pkcs8, "302e020100300506032b657004220420", 48, 48});
    INFO(name_of(row.kind) << ' ' << name_of(row.form));
    const auto key = PrivateKey::generate(row.kind).value();
    const Bytes der = key.der(row.form).value();
    CHECK(der.size() >= row.least);
    CHECK(der.size() <= row.most);
    CHECK(hex_head(der, row.head.size()) == row.head);

    const auto again = PrivateKey::parse(der).value();
    CHECK(again.kind() == row.kind);
    CHECK(again.form() == row.form);
    CHECK(again.der(row.form).value() == der);

    const auto from_pem = PrivateKey::parse(as_bytes(key.pem(row.form).value())).value();
    CHECK(from_pem.form() == row.form);
    CHECK(from_pem.der(row.form).value() == der);
}

TEST_CASE("PrivateKey makes RSA 4096") {
    const auto key = PrivateKey::generate(KeyKind::rsa4096).value();
    CHECK(key.description() == "RSA 4096");
    CHECK(key.form() == KeyForm::pkcs1);
    CHECK(key.der(KeyForm::pkcs1).value().size() > 2300);
}

TEST_CASE("PrivateKey refuses a form its kind does not have") {
    const auto ec = PrivateKey::generate(KeyKind::p256).value();
    const auto rsa = PrivateKey::generate(KeyKind::rsa1024).value();
    const auto edwards = PrivateKey::generate(KeyKind::ed25519).value();
    CHECK(ec.der(KeyForm::pkcs1).error().code == Errc::unsuitable_key);
    CHECK(rsa.pem(KeyForm::sec1).error().code == Errc::unsuitable_key);
    CHECK(edwards.der(KeyForm::sec1).error().code == Errc::unsuitable_key);
    CHECK(edwards.der(KeyForm::pkcs1).error().code == Errc::unsuitable_key);
}

TEST_CASE("PrivateKey's PEM has the label of its form and 64 characters a line") {
    const auto key = PrivateKey::generate(KeyKind::p256).value();
    const std::string sec1 = key.pem(KeyForm::sec1).value();
    CHECK(sec1.starts_with("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE"));
    CHECK(sec1.ends_with("\n-----END EC PRIVATE KEY-----\n"));
    CHECK(sec1.size() == 227);  // as the recorded cups-0.key
    CHECK(sec1.find('\n', 31) == 31 + 64);
    CHECK(key.pem(KeyForm::pkcs8).value().starts_with("-----BEGIN PRIVATE KEY-----\nMIGH"));
}

TEST_CASE("PrivateKey reads the recorded keys, PEM and DER") {
    const auto pem = PrivateKey::parse(recorded("session-tls/cups-1/cups-router-1.key")).value();
    const Bytes delivered = recorded("session-tls/home-1/cups.key");
    const auto der = PrivateKey::parse(delivered).value();
    CHECK(pem.form() == KeyForm::sec1);
    CHECK(der.kind() == KeyKind::p256);
    CHECK(pem.der(KeyForm::sec1).value() == delivered);
}

TEST_CASE("PrivateKey passes over an EC PARAMETERS block and text around") {
    const std::string key = to_text(recorded("session-tls/cups-0/cups-0.key"));
    const std::string file =
        "made by hand\n-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + key;
    CHECK(PrivateKey::parse(as_bytes(file)).value().pem(KeyForm::sec1).value() == key);
}

TEST_CASE("PrivateKey refuses every proper prefix of a DER key, and bytes after one") {
    const auto key = PrivateKey::generate(KeyKind::p256).value();
    for (const KeyForm form : {KeyForm::sec1, KeyForm::pkcs8}) {
        Bytes der = key.der(form).value();
        for (std::size_t size = 0; size < der.size(); ++size) {
            INFO(size);
            CHECK(PrivateKey::parse(ByteView{der}.first(size)).error().code == Errc::bad_key);
        }
        der.push_back(0);
        const auto longer = PrivateKey::parse(der);
        REQUIRE(longer.has_error());
        CHECK(longer.error().code == Errc::bad_key);
        CHECK(longer.error().detail == "1 bytes follow it");
    }
}

TEST_CASE("PrivateKey refuses what is no bare private key") {
    const auto encrypted = PrivateKey::parse(
        as_bytes("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGH\n-----END ENCRYPTED PRIVATE KEY-----\n"));
    REQUIRE(encrypted.has_error());
    CHECK(encrypted.error().detail.starts_with("it is encrypted"));
    CHECK(PrivateKey::parse(recorded("session-tls/cups-0/cups-0.crt")).error().code == Errc::bad_key);
    CHECK(PrivateKey::parse(as_bytes("Authorization: x\r\n")).error().code == Errc::bad_key);
}

TEST_CASE("PrivateKey knows its certificate") {
    const auto key = PrivateKey::parse(recorded("session-tls/cups-0/cups-0.key")).value();
    CHECK(key.public_matches(recorded("session-tls/cups-0/cups-0.crt")));
    CHECK_FALSE(key.public_matches(recorded("session-tls/cups-0/cups-0.trust")));
    CHECK_FALSE(key.public_matches(as_bytes("nothing")));
}

TEST_CASE("PrivateKey's copies outlive it") {
    std::optional<PrivateKey> first = PrivateKey::generate(KeyKind::p256).value();
    const Bytes der = first->der(KeyForm::sec1).value();
    const PrivateKey copy = *first;
    PrivateKey assigned = PrivateKey::generate(KeyKind::ed25519).value();
    assigned = *first;
    first.reset();
    CHECK(copy.der(KeyForm::sec1).value() == der);
    CHECK(assigned.der(KeyForm::sec1).value() == der);
}
