#include "server/credential_issuer.hpp"

#include "protocol/crc32.hpp"
#include "server/bundle_name.hpp"
#include "server/errc.hpp"
#include "tests/server/issuer_support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

using Names = std::vector<std::string>;

/// Of the bundle that is made at kNoon: a year later, to the next midnight.
const std::string kFirst = "tc_cred_0000000000000001-20310616T000000Z.bin";
constexpr TimePoint kFirstExpiry = std::chrono::sys_days{std::chrono::year{2031} / 6 / 16};

}  // namespace

TEST_CASE("A gateway without a bundle gets one that its LNS can verify") {
    Issuing at;
    const auto set = at(0x58a0cbfffe800019).value();
    const auto authority = pki::inspect_certificate(set.trust).value();
    const auto facts = pki::inspect_certificate(set.certificate).value();
    CHECK(facts.common_name == "58a0cbfffe800019");
    CHECK(facts.key == "EC P-256");
    CHECK(facts.issuer == authority.subject);
    CHECK(facts.not_before == kNoon - hours{1});
    CHECK(facts.not_after == kFirstExpiry);
    CHECK(facts.for_clients);
    CHECK_FALSE(facts.is_ca);
    CHECK(pki::verify_certificate(set.certificate, set.trust, kNoon, pki::Purpose::client).has_value());
    CHECK((set.key[0] == 0x30 && set.key[1] == 0x77));  // SEC1 of P-256, the form Station reads: CS-16
    CHECK(pki::PrivateKey::parse(set.key).value().public_matches(set.certificate));

    CHECK(at.names() == Names{"tc_cred_58a0cbfffe800019-20310616T000000Z.bin"});
    CHECK(read_file(at.path(at.names().front())).value() == protocol::join(set));
    CHECK(at.log.count(LogLevel::info, "tc_cred_58a0cbfffe800019-20310616T000000Z.bin: credentials made") ==
          1);
}

TEST_CASE("A bundle is reused until it lasts less than min_valid") {
    Issuing at;
    const auto first = at().value();
    at.now = kFirstExpiry - days{30};
    CHECK(at().value() == first);
    CHECK(at.names() == Names{kFirst});
    CHECK(at.store.calls["create"] == 1);
    at.now += seconds{1};
    const auto second = at().value();
    CHECK(second.certificate != first.certificate);
    CHECK(second.key != first.key);
    CHECK(at.names() == Names{kFirst, "tc_cred_0000000000000001-20320517T000000Z.bin"});
    CHECK(at().value() == second);
}

TEST_CASE("Another server reuses what one has made") {
    Issuing at;
    TimePoint now = kNoon + days{100};
    const auto authority = make_authority();
    CredentialIssuer one{issuer_options(authority, &at.now), at.log};
    CredentialIssuer other{issuer_options(authority, &now), at.log};
    const auto made = run(at.context, one.credentials(at.store, {1}, {}));
    CHECK(run(at.context, other.credentials(at.store, {1}, {})).value() == made.value());
    CHECK(at.names() == Names{kFirst});
}

TEST_CASE("Each gateway has bundles of its own") {
    Issuing at;
    CHECK(at(1).value().key != at(2).value().key);
    CHECK(at.names() == Names{kFirst, "tc_cred_0000000000000002-20310616T000000Z.bin"});
}

TEST_CASE("A bundle stays until its expiry, and goes with the first request after it") {
    Issuing at;
    REQUIRE(at().has_value());
    const std::string leftover = kFirst + ".aB3xYz";
    const std::string other = "tc_cred_0000000000000002-20310616T000000Z.bin";
    for (const std::string& name : {leftover, other, std::string{"tc_cred_0000000000000001-notes.txt"}})
        REQUIRE(write_file(at.path(name), {}).has_value());
    const std::string second = "tc_cred_0000000000000001-20320616T000000Z.bin";  // 2032 has a 29 February
    at.now = kFirstExpiry;
    REQUIRE(at().has_value());
    CHECK(at.names() == Names{"tc_cred_0000000000000001-20310616T000000Z.bin", leftover,
                              "tc_cred_0000000000000001-20320615T000000Z.bin",
                              "tc_cred_0000000000000001-notes.txt", other});
    at.now += seconds{1};
    REQUIRE(at().has_value());
    CHECK(at.names() == Names{"tc_cred_0000000000000001-20320615T000000Z.bin",
                              "tc_cred_0000000000000001-notes.txt", other});
    CHECK(at.log.count(LogLevel::info, "removed, it has expired") == 2);
}

TEST_CASE("Simultaneous requests make one bundle") {
    Issuing at;
    const auto authority = make_authority();
    CredentialIssuer one{issuer_options(authority, &at.now), at.log};
    CredentialIssuer other{issuer_options(authority, &at.now), at.log};
    std::vector<CredentialIssuer*> servers{&one};
    SECTION("at one server") {}
    SECTION("at two servers") { servers.push_back(&other); }
    using Request = net::testing::Beside<Result<protocol::CredentialSet>>;
    std::vector<std::unique_ptr<Request>> requests;
    for (std::size_t i = 0; i < 20; ++i)
        requests.push_back(std::make_unique<Request>(
            at.context, servers[i % servers.size()]->credentials(at.store, {1}, {})));
    std::vector<protocol::CredentialSet> served;
    for (const auto& request : requests) served.push_back(run(at.context, request->join()).value());
    for (const auto& set : served) CHECK(set == served.front());
    CHECK(at.names() == Names{kFirst});
    CHECK(at.store.calls["create"] == servers.size());
    CHECK(read_file(at.path(kFirst)).value() == protocol::join(served.front()));
    CHECK(at.log.count(LogLevel::info, "credentials made") == 1);
}

TEST_CASE("Servers on different sides of midnight agree on the newer bundle") {
    Issuing at;
    const auto authority = make_authority();
    const TimePoint before = std::chrono::ceil<days>(kNoon) - seconds{1};
    const TimePoint after = before + seconds{2};
    CredentialIssuer one{issuer_options(authority, &before), at.log};
    CredentialIssuer other{issuer_options(authority, &after), at.log};
    using Request = net::testing::Beside<Result<protocol::CredentialSet>>;
    Request first{at.context, one.credentials(at.store, {1}, {})};
    Request second{at.context, other.credentials(at.store, {1}, {})};
    CHECK(run(at.context, first.join()).has_value());
    CHECK(run(at.context, second.join()).has_value());
    REQUIRE(at.names() == Names{kFirst, "tc_cred_0000000000000001-20310617T000000Z.bin"});
    const auto agreed = run(at.context, one.credentials(at.store, {1}, {})).value();
    CHECK(agreed == run(at.context, other.credentials(at.store, {1}, {})).value());
    CHECK(protocol::join(agreed) == read_file(at.path(at.names().back())).value());
    CHECK(at.store.calls["create"] == 2);
}

TEST_CASE("Requests of different gateways do not wait for each other's bundle") {
    Issuing at;
    using Request = net::testing::Beside<Result<protocol::CredentialSet>>;
    Request first{at.context, at.issuer.credentials(at.store, {1}, {})};
    Request second{at.context, at.issuer.credentials(at.store, {2}, {})};
    CHECK(run(at.context, second.join()).has_value());
    CHECK(run(at.context, first.join()).has_value());
    CHECK(at.names().size() == 2);
}

TEST_CASE("A bundle of another CA or with another trust is not reused, and stays") {
    Issuing at;
    const auto first = at().value();
    const Bytes trust = make_authority().certificate;
    const auto trusting = at(1, trust).value();
    CHECK(trusting.trust == trust);
    const std::string second = "tc_cred_0000000000000001-20310615T235959Z.bin";
    CHECK(at.names() == Names{second, kFirst});
    CHECK(at(1, trust).value() == trusting);
    CHECK(at().value() == first);

    CredentialIssuer successor{issuer_options(make_authority(), &at.now), at.log};
    const auto anew = run(at.context, successor.credentials(at.store, {1}, {})).value();
    CHECK(anew.certificate != first.certificate);
    CHECK(run(at.context, successor.credentials(at.store, {1}, {})).value() == anew);
    CHECK(at.names().size() == 3);
}

TEST_CASE("The names of one day run out, and that is said") {
    Issuing at;
    for (int i = 0; i < 16; ++i) REQUIRE(at(1, make_authority().certificate).has_value());
    const auto refused = at(1, make_authority().certificate);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::exists);
    CHECK(at.names().size() == 16);
    at.now += days{1};
    CHECK(at(1, make_authority().certificate).has_value());
}

TEST_CASE("A garbled bundle is an error that names it, and is neither served nor replaced") {
    Issuing at;
    REQUIRE(at().has_value());
    Bytes bytes = read_file(at.path(kFirst)).value();
    SECTION("cut") { bytes.resize(bytes.size() / 2); }
    SECTION("empty") { bytes.clear(); }
    SECTION("another key") { bytes.back() ^= 1U; }
    REQUIRE(write_file(at.path(kFirst), bytes).has_value());
    const auto refused = at();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::bad_file);
    CHECK(refused.error().where == at.path(kFirst));
    CHECK(at.names() == Names{kFirst});
}

TEST_CASE("A bundle under another gateway's name, or another expiry's, is an error") {
    Issuing at;
    REQUIRE(at().has_value());
    SECTION("gateway") {
        const std::string name = "tc_cred_0000000000000002-20310616T000000Z.bin";
        std::filesystem::copy(at.path(kFirst), at.path(name));
        CHECK(at(2).error().where == at.path(name));
        CHECK_THAT(at(2).error().detail, Catch::Contains("is that of 0000000000000001"));
    }
    SECTION("expiry") {
        const std::string name = "tc_cred_0000000000000001-20400101T000000Z.bin";
        std::filesystem::copy(at.path(kFirst), at.path(name));
        CHECK(at().error().where == at.path(name));
    }
}

TEST_CASE("A bundle does not outlive its CA, and is reused to the CA's end") {
    CaPlan plan;
    plan.not_after = kNoon + days{10};
    Issuing at{make_authority(plan)};
    const auto set = at().value();
    CHECK(pki::inspect_certificate(set.certificate).value().not_after == plan.not_after);
    at.now = plan.not_after - seconds{1};
    CHECK(at().value() == set);
    CHECK(at.names().size() == 1);
    at.now = plan.not_after;
    CHECK(at().error().where == "ca.crt");
    CHECK(at.names().size() == 1);
}
