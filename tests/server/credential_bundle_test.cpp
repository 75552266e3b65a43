#include "server/credential_bundle.hpp"

#include "server/bundle_name.hpp"
#include "server/errc.hpp"
#include "tests/server/issuer_support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

/// The DER of a recorded PEM file.
Bytes der(const std::string& name) {
    return protocol::first_pem_block(recorded("session-tls/cups-1/" + name)).value();
}

protocol::CredentialSet recorded_set() {
    return {der("cups.ca"), der("cups-router-1.crt"), der("cups-router-1.key")};
}

std::string objection(const Bytes& bundle) {
    const auto read = read_bundle(bundle, "the file");
    if (read) return {};
    CHECK(read.error().code == Errc::bad_file);
    CHECK(read.error().where == "the file");
    return read.error().detail;
}

}  // namespace

TEST_CASE("A bundle is what the gateway of the recordings got") {
    const auto sent = protocol::join(recorded_set());
    CHECK(read_bundle(sent, "x").value() == recorded_set());
    CHECK(protocol::join(read_bundle(sent, "x").value()) == sent);
}

TEST_CASE("A bundle may hold a token, or trust alone") {
    protocol::CredentialSet set{der("cups.ca"), {}, to_bytes("Authorization: Bearer x\r\n")};
    CHECK(read_bundle(protocol::join(set), "x").value() == set);
    set.key.clear();
    CHECK(read_bundle(protocol::join(set), "x").value() == set);
}

TEST_CASE("Every proper prefix of a bundle is refused") {
    const Bytes whole = protocol::join(recorded_set());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Bytes part{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)};
        if (objection(part).empty()) FAIL_CHECK("accepted with " << size << " bytes");
    }
}

TEST_CASE("A bundle a gateway could not use is refused, and says why") {
    protocol::CredentialSet set = recorded_set();
    CHECK_THAT(objection({}), Catch::Contains("empty"));
    CHECK_THAT(objection(recorded("session-tls/cups-1/cups.ca")), Catch::Contains("not DER"));
    SECTION("bytes behind it") {
        Bytes longer = protocol::join(set);
        longer.push_back(0);
        CHECK_THAT(objection(longer), Catch::Contains("1 bytes follow the key"));
    }
    SECTION("another certificate's key") {
        set.key = make_authority().key.der(pki::KeyForm::sec1).value();
        CHECK_THAT(objection(protocol::join(set)), Catch::Contains("its key is not its certificate's"));
    }
    SECTION("DER that is no certificate") {
        set.trust = {0x30, 0x00};
        CHECK_THAT(objection(protocol::join(set)), Catch::Contains("its trust is no certificate"));
        set = recorded_set();
        set.certificate = set.key;
        CHECK_THAT(objection(protocol::join(set)), Catch::Contains("its certificate is none"));
    }
    SECTION("half a pair") {
        set.certificate.clear();
        CHECK_THAT(objection(protocol::join(set)), Catch::Contains("a key without a certificate"));
        set = recorded_set();
        set.key.clear();
        CHECK_THAT(objection(protocol::join(set)), Catch::Contains("its key is none"));
        set.key = to_bytes("Authorization: x\r\n");
        CHECK_THAT(objection(protocol::join(set)), Catch::Contains("its key is none"));
    }
}

TEST_CASE("A bundle is looked up in the store; none is no failure") {
    Issuing at;
    CHECK_FALSE(run(at.context, load_bundle(at.store, "cups_cred.bin")).value().has_value());
    REQUIRE(write_file(at.path("cups_cred.bin"), protocol::join(recorded_set())).has_value());
    CHECK(run(at.context, load_bundle(at.store, std::string{kSharedBundle})).value() == recorded_set());
    REQUIRE(write_file(at.path("cups_cred.bin"), {}).has_value());
    CHECK(run(at.context, load_bundle(at.store, "cups_cred.bin")).error().where == at.path("cups_cred.bin"));
}
