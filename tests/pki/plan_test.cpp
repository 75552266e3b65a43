#include "pki/plan.hpp"

#include "tests/pki/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using namespace cupspec::pki;
using namespace std::chrono_literals;

namespace {

Error refused(std::string text) {
    auto plan = parse_plan(std::move(text), "plan.json");
    REQUIRE(plan.has_error());
    return plan.error();
}

/// A plan of one authority "ca" and one server "s" with these further members.
std::string server(const std::string& members) {
    return R"({"authorities": {"ca": {}}, "servers": {"s": {"issuer": "ca", )" + members + "}}}";
}

const PlannedCertificate& named(const Plan& plan, std::string_view name) {
    const auto found = std::find_if(plan.certificates.begin(), plan.certificates.end(),
                                    [name](const auto& planned) { return planned.name == name; });
    REQUIRE(found != plan.certificates.end());
    return *found;
}

}  // namespace

TEST_CASE("parse_plan fills in the defaults") {
    const auto plan =
        parse_plan(R"({"authorities": {"a/ca": {}}, "servers": {"a/s": {"issuer": "a/ca"}}})", "p");
    const auto& root = named(plan.value(), "a/ca");
    CHECK(root.spec.kind == CertificateKind::root);
    CHECK(root.spec.common_name == "ca");
    CHECK(root.issuer.empty());
    const auto& leaf = named(plan.value(), "a/s");
    CHECK(leaf.spec.kind == CertificateKind::server);
    CHECK(leaf.spec.common_name == "s");
    CHECK(leaf.key == KeyKind::p256);
    CHECK(leaf.form == KeyForm::sec1);
    CHECK(leaf.not_before == -24h);
    CHECK(leaf.not_after == 24h * 3650);
    CHECK(leaf.chain);
}

TEST_CASE("parse_plan reads every member") {
    const auto plan = parse_plan(R"({
        "$schema": "x", // a comment
        "defaults": {"organization": "O", "key": "rsa2048", "form": "pkcs8", "notBefore": "-2h", "notAfter": "1d",
                     "digest": "sha384", "encoding": "der"},
        "authorities": {
            "sub": {"issuer": "root", "pathLength": 3, "cn": "Sub", "key": "p384", "form": "sec1"},
            "root": {"organization": ""}
        },
        "servers": {"s": {"issuer": "sub", "dns": ["a", "b"], "ip": ["::1"], "serial": "0A0b", "trust": "sub",
                          "encoding": "pem", "chain": false, "notAfter": "-1h", "digest": "sha1"}},
        "clients": {"c": {"issuer": null, "eui": "0:1::", "key": "ed25519"}},
        "tokens": {"t": {"authorization": "Bearer x", "trust": "root", "encoding": "pem"}},
        "signingKeys": ["sig-0", "sig-1"]
    })",
                                 "p")
                          .value();
    REQUIRE(plan.certificates.size() == 4);
    CHECK(plan.certificates.front().name == "root");  // issuers first
    const auto& sub = named(plan, "sub");
    CHECK(sub.spec.kind == CertificateKind::intermediate);
    CHECK(sub.spec.path_length == 3U);
    CHECK(sub.spec.common_name == "Sub");
    CHECK(sub.form == KeyForm::sec1);
    CHECK(named(plan, "root").spec.organization.empty());
    CHECK(named(plan, "root").form == KeyForm::pkcs8);
    const auto& s = named(plan, "s");
    CHECK(s.spec.dns == std::vector<std::string>{"a", "b"});
    CHECK(s.spec.ip == std::vector<std::string>{"::1"});
    CHECK(s.spec.serial == Bytes{0x0A, 0x0B});
    CHECK(s.spec.organization == "O");
    CHECK(s.spec.digest == SignatureDigest::sha1);
    CHECK(s.not_before == -2h);
    CHECK(s.not_after == -1h);
    CHECK(s.encoding == Encoding::pem);
    CHECK_FALSE(s.chain);
    CHECK(s.trust == "sub");
    const auto& c = named(plan, "c");
    CHECK(c.spec.kind == CertificateKind::client);
    CHECK(c.spec.common_name == "0000000100000000");
    CHECK(c.issuer.empty());
    CHECK(c.form == KeyForm::pkcs8);
    CHECK_FALSE(c.chain);  // DER
    CHECK(plan.tokens.at(0).authorization == "Bearer x");
    CHECK(plan.tokens.at(0).encoding == Encoding::pem);
    CHECK(plan.signing_keys == std::vector<std::string>{"sig-0", "sig-1"});
}

TEST_CASE("parse_plan names the place and proposes the nearest key, word and authority") {
    const auto key = refused("{\n  \"authorities\": {\n    \"ca\": {\"organisation\": \"x\"}\n  }\n}");
    CHECK(key.where == "plan.json:3:12: /authorities/ca/organisation");
    CHECK(key.code == json::Errc::unknown_key);
    CHECK(key.detail == R"("organisation"; did you mean "organization"?)");

    CHECK(refused(server(R"("key": "p265")")).detail == R"("p265"; did you mean "p256"?)");

    const auto issuer = refused(
        "{\"authorities\": {\"cups-0/cups\": {}},\n \"servers\": {\"s\": {\"issuer\": \"cups-0/cup\"}}}");
    CHECK(issuer.where == "plan.json:2:30: /servers/s/issuer");
    CHECK(issuer.code == Errc::unknown_name);
    CHECK(issuer.detail == R"("cups-0/cup"; did you mean "cups-0/cups"?)");
}

TEST_CASE("parse_plan refuses authorities that issue each other and spells the circle out") {
    const auto error = refused(R"({"authorities": {
"a": {"issuer": "b"},
"b": {"issuer": "c"},
"c": {"issuer": "b"}}})");
    CHECK(error.code == Errc::cycle);
    CHECK(error.where == "plan.json:2:17: /authorities/a/issuer");
    CHECK(error.detail == "a, issued by b, issued by c, issued by b");
    CHECK(refused(R"({"authorities": {"a": {"issuer": "a"}}})").detail == "a, issued by a");
}

TEST_CASE("parse_plan refuses names that leave the directory or have no file name") {
    for (const std::string name :
         {"../x", "/x", "a/../x", "..", ".", "a/.", "", "a/", "a//b", "a\\\\b", "a\\u0000b", "a\\nb"}) {
        INFO(name);
        CHECK(refused(R"({"authorities": {")" + name + R"(": {}}})").code == Errc::bad_name);
        CHECK(refused(R"({"signingKeys": [")" + name + R"("]})").code == Errc::bad_name);
    }
    CHECK(parse_plan(R"({"authorities": {"a b/..c/ca..": {}}})", "p").has_value());
}

TEST_CASE("parse_plan refuses two entries that write the same name or file") {
    const auto same = refused(R"({"authorities": {"a": {}}, "servers": {"a": {"issuer": "a"}}})");
    CHECK(same.code == Errc::bad_name);
    CHECK(same.detail == "\"a\" is taken already");
    const auto file = refused(R"({"authorities": {"a": {}}, "servers": {"a.ca": {"issuer": "a"}}})");
    CHECK(file.code == Errc::bad_name);
    CHECK(file.detail == "the file a.ca.key is written already");
    CHECK(refused(R"({"signingKeys": ["x", "x"]})").code == Errc::bad_name);
    CHECK(refused(R"({"authorities": {"a": {}, "a": {}}})").code == json::Errc::duplicate_key);
}

TEST_CASE("parse_plan refuses values that make no certificate") {
    CHECK(refused(server(R"("form": "pkcs1")")).code == Errc::unsuitable_key);
    CHECK(refused(server(R"("form": "pkcs1")")).detail == "a p256 key has no pkcs1 form");
    CHECK(refused(server(R"("notAfter": "soon")")).code == Errc::bad_offset);
    CHECK(refused(server(R"("notAfter": "-1d")")).detail == "notAfter must lie behind notBefore");
    CHECK(refused(server(R"("notBefore": "4000d")")).where == "plan.json:1:76: /servers/s/notBefore");
    CHECK(refused(server(R"("serial": "00")")).code == json::Errc::bad_value);
    CHECK(refused(server(R"("serial": "123")")).code == json::Errc::bad_value);
    CHECK(refused(server(R"("ip": ["localhost"])")).detail == "\"localhost\" is no IPv4 or IPv6 address");
    CHECK(refused(server(R"("dns": ["a b"])")).where == "plan.json:1:71: /servers/s/dns/0");
    CHECK(refused(server(R"("encoding": "der", "chain": true)")).detail ==
          "a DER file holds one certificate");
    CHECK(refused(server(R"("eui": "::1")")).code == json::Errc::unknown_key);
    CHECK(refused(R"({"servers": {"s": {}}})").code == json::Errc::missing_key);
    CHECK(refused(R"({"clients": {"c": {"issuer": null, "eui": "x"}}})").where ==
          "plan.json:1:43: /clients/c/eui");
    CHECK(refused(R"({"clients": {"c": {"issuer": null, "eui": "::1", "cn": "c"}}})").detail ==
          "cn and eui both name the subject");
    CHECK(refused(R"({"authorities": {"a": {}}, "tokens": {"t": {"authorization": "a\r\nb", "trust": "a"}}})")
              .where == "plan.json:1:62: /tokens/t/authorization");
    CHECK(refused(R"({"tokens": {"t": {"authorization": "x", "trust": "a"}}})").code == Errc::unknown_name);
    CHECK(refused("[]").code == json::Errc::wrong_type);
    CHECK(refused("{").code == json::Errc::syntax);
}

TEST_CASE("build carries the bootstrap's plan out") {
    const auto source = std::filesystem::path{CUPSPEC_SOURCE} / "pki/plans/bootstrap.json";
    const auto plan = parse_plan(to_text(read_file(source).value()), "bootstrap.json").value();
    const auto pki = build(plan, kNow, counter()).value();
    CHECK(pki.items.size() == 11);
    for (const std::string name : {"cups-0/cups-0", "cups-1/cups-1", "tc-0/infos-0", "tc-0/muxs-0"}) {
        const Item* item = pki.find(name);
        REQUIRE(item != nullptr);
        CHECK(verify_certificate(item->certificate, item->trust, kNow, Purpose::server).has_value());
        const auto facts = inspect_certificate(item->certificate).value();
        CHECK(facts.dns == std::vector<std::string>{"localhost"});
        CHECK(facts.ip == std::vector<std::string>{"127.0.0.1"});
    }
    for (const std::string name : {"cups-0/cups-router-1", "cups-1/cups-router-1", "tc-0/tc-router-1"}) {
        const Item* item = pki.find(name);
        REQUIRE(item != nullptr);
        CHECK(verify_certificate(item->certificate, item->trust, kNow, Purpose::client).has_value());
        CHECK(inspect_certificate(item->certificate).value().common_name == name.substr(name.rfind('/') + 1));
    }
    CHECK(
        verify_certificate(pki.find("cups-0/cups-0")->certificate, pki.find("cups-1/cups")->certificate, kNow)
            .has_error());
}
