#include "server/issuing_authority.hpp"

#include "server/errc.hpp"
#include "tests/server/issuer_support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using std::chrono::days;

namespace {

/// ca.crt and ca.key in a directory of their own.
class Files {
public:
    explicit Files(const CaPlan& plan = {}) { put(make_authority(plan)); }

    void put(const IssuingAuthority& authority) const {
        write("ca.crt", pki::certificate_pem(authority.certificate));
        write("ca.key", authority.key.pem(authority.key.form()).value());
    }
    void write(const std::string& name, const std::string& text) const {
        REQUIRE(write_file(path(name), as_bytes(text)).has_value());
    }
    std::filesystem::path path(const std::string& name) const { return directory_.path() / name; }
    auto read(TimePoint now = kNoon) const { return read_authority(path("ca.crt"), path("ca.key"), now); }

    /// @return the detail
    std::string objection(const std::string& file, TimePoint now = kNoon) const {
        const auto got = read(now);
        REQUIRE_FALSE(got.has_value());
        CHECK(got.error().where == path(file));
        return got.error().detail;
    }

private:
    TemporaryDirectory directory_ = TemporaryDirectory::make().value();
};

}  // namespace

TEST_CASE("An authority is read from PEM and from DER") {
    const Files files{{pki::CertificateKind::root, GENERATE(pki::KeyKind::p256, pki::KeyKind::rsa2048)}};
    const auto pem = files.read();
    REQUIRE(pem.has_value());
    CHECK(pem->where == files.path("ca.crt"));
    CHECK(pem->not_after == kNoon + days{3650});
    files.write("ca.crt", to_text(pem->certificate));
    files.write("ca.key", to_text(pem->key.der(pki::KeyForm::pkcs8).value()));
    CHECK(files.read().value().certificate == pem->certificate);
}

TEST_CASE("An authority's missing or unreadable file is named") {
    const Files files;
    SECTION("no certificate") {
        std::filesystem::remove(files.path("ca.crt"));
        CHECK_THAT(files.objection("ca.crt"), Catch::Contains("the CA's certificate is needed there"));
    }
    SECTION("no key") {
        std::filesystem::remove(files.path("ca.key"));
        CHECK_THAT(files.objection("ca.key"), Catch::Contains("the CA's private key is needed there"));
        CHECK(files.read().error().code == boost::system::errc::no_such_file_or_directory);
    }
    SECTION("no certificate in it") {
        files.write("ca.crt", GENERATE("", "nonsense", "-----BEGIN CERTIFICATE-----\nMAA=\n"));
        CHECK_THAT(files.objection("ca.crt"), Catch::Contains("holds no certificate"));
    }
    SECTION("no key in it") {
        files.write("ca.key", GENERATE("", "nonsense"));
        CHECK_THAT(files.objection("ca.key"), Catch::Contains("holds no private key"));
        CHECK(files.read().error().code == Errc::bad_file);
    }
}

TEST_CASE("An authority's key must be its certificate's") {
    const Files files;
    files.write("ca.key", make_authority().key.pem(pki::KeyForm::sec1).value());
    CHECK_THAT(files.objection("ca.key"),
               Catch::Contains("is not the key of " + files.path("ca.crt").string()));
}

TEST_CASE("An authority must be a CA that is valid and that a gateway can use") {
    const Files client{{pki::CertificateKind::client}};
    CHECK_THAT(client.objection("ca.crt"), Catch::Contains("is no CA"));
    const Files ed25519{{pki::CertificateKind::root, pki::KeyKind::ed25519}};
    CHECK_THAT(ed25519.objection("ca.crt"), Catch::Contains("Ed25519"));
    const Files files;
    CHECK_THAT(files.objection("ca.crt", kNoon + days{3650}), Catch::Contains("has expired"));
    CHECK_THAT(files.objection("ca.crt", kNoon - days{101}), Catch::Contains("is not valid yet"));
    CHECK(files.read(kNoon + days{3649}).has_value());
}
