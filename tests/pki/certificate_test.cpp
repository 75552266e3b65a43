#include "pki/certificate.hpp"

#include "base/hex.hpp"
#include "tests/pki/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using namespace cupspec::pki;
using namespace std::chrono_literals;

namespace {

CertificateSpec spec(CertificateKind kind, std::string name) {
    CertificateSpec made;
    made.kind = kind;
    made.common_name = std::move(name);
    made.organization = "test";
    made.not_before = kNow - 24h;
    made.not_after = kNow + 24h;
    return made;
}

struct Authority {
    PrivateKey key;
    Bytes certificate;
    Issuer issuer() const { return {certificate, &key}; }
};

Authority root(std::string name = "root", KeyKind kind = KeyKind::p256) {
    Authority made{PrivateKey::generate(kind).value(), {}};
    made.certificate =
        make_certificate(spec(CertificateKind::root, std::move(name)), made.key, nullptr, counter()).value();
    return made;
}

Bytes issue(const CertificateSpec& wanted, const Authority& authority) {
    const Issuer issuer = authority.issuer();
    return make_certificate(wanted, PrivateKey::generate(KeyKind::p256).value(), &issuer, counter(7)).value();
}

bool contains(const Bytes& haystack, std::string_view hex) {
    const Bytes needle = from_hex(hex).value();
    return std::search(haystack.begin(), haystack.end(), needle.begin(), needle.end()) != haystack.end();
}

}  // namespace

TEST_CASE("inspect_certificate names the facts of a recorded server certificate") {
    // The expectations were read off with `openssl x509 -text`.
    const auto facts = inspect_certificate(recorded("session-tls/cups-0/cups-0.crt")).value();
    CHECK(facts.subject == "O=cupspec recordings, CN=cups-0");
    CHECK(facts.issuer == "O=cupspec recordings, CN=Recording CUPS A CA");
    CHECK(facts.common_name == "cups-0");
    CHECK(facts.dns == std::vector<std::string>{"localhost"});
    CHECK(facts.ip.empty());
    CHECK(facts.not_before == at_second(1795222955));
    CHECK(facts.not_after == at_second(2110582955));
    CHECK(facts.serial == "141fd24a2c45562777294b68274641048003998d");
    CHECK(facts.key == "EC P-256");
    CHECK(facts.signature == "ecdsa-with-SHA256");
    CHECK(facts.sha256 == "13cfc7fd2b8e05c9c6ffbc99072dd7a81c6f1e4767c00485489befc7295168c8");
    CHECK(facts.bytes == 454);
    CHECK_FALSE(facts.is_ca);
    CHECK_FALSE(facts.self_signed);
}

TEST_CASE("inspect_certificate tells authorities and clients apart") {
    const auto authority = inspect_certificate(recorded("session-tls/cups-0/cups.ca")).value();
    CHECK(authority.sha256 == "3167eef602e80f203d8c9cabaad21ab2adae3d2d053858fb37303ab36fdbc380");
    CHECK(authority.is_ca);
    CHECK(authority.self_signed);
    const auto client = inspect_certificate(recorded("session-tls/tc-0/tc-router-1.crt")).value();
    CHECK(client.sha256 == "07e2be74261873541a725bd2c96d3bf24c72a49cb9677039885a56a1f9a1c9e1");
    CHECK(client.for_clients);
    CHECK_FALSE(client.for_servers);
}

TEST_CASE("inspect_certificate refuses every proper prefix of a DER certificate, and bytes after one") {
    Bytes der = split_bundle(recorded("session-tls/cups-0/cups-0.crt")).value().front();
    for (std::size_t size = 0; size < der.size(); ++size) {
        INFO(size);
        CHECK(inspect_certificate(ByteView{der}.first(size)).error().code == Errc::bad_certificate);
    }
    der.push_back(0);
    CHECK(inspect_certificate(der).error().code == Errc::bad_certificate);
}

TEST_CASE("split_bundle yields the certificates of a PEM file as DER and passes over keys") {
    const Bytes first = recorded("session-tls/cups-0/cups.ca");
    const Bytes second = recorded("session-tls/tc-0/tc.ca");
    const std::string file =
        to_text(first) + to_text(recorded("session-tls/cups-0/cups-0.key")) + "words\r\n" + to_text(second);
    const auto bundle = split_bundle(as_bytes(file)).value();
    REQUIRE(bundle.size() == 2);
    CHECK(certificate_pem(bundle[0]) == to_text(first));
    CHECK(certificate_pem(bundle[1]) == to_text(second));
    CHECK(split_bundle(bundle[0]).value().front() == bundle[0]);
    CHECK(split_bundle(ByteView{}).error().code == Errc::bad_certificate);
    CHECK(split_bundle(recorded("session-tls/cups-0/cups-0.key")).error().code == Errc::bad_certificate);
}

TEST_CASE("make_certificate writes what its specification says") {
    auto wanted = spec(CertificateKind::server, "server-1");
    wanted.dns = {"localhost", "127.0.0.1"};
    wanted.ip = {"127.0.0.1", "::1"};
    wanted.serial = {0x00, 0xAB, 0xCD};
    const auto facts = inspect_certificate(issue(wanted, root("CA: Köln"))).value();
    CHECK(facts.subject == "O=test, CN=server-1");
    CHECK(facts.issuer == "O=test, CN=CA: Köln");
    CHECK(facts.dns == wanted.dns);
    CHECK(facts.ip == wanted.ip);
    CHECK(facts.serial == "abcd");
    CHECK(facts.not_before == wanted.not_before);
    CHECK(facts.not_after == wanted.not_after);
    CHECK(facts.for_servers);
    CHECK_FALSE(facts.for_clients);
    CHECK_FALSE(facts.is_ca);
}

TEST_CASE("make_certificate writes the extensions of RFC 5280 byte for byte") {
    auto authority = spec(CertificateKind::root, "root");
    authority.path_length = 0;
    const auto key = PrivateKey::generate(KeyKind::p256).value();
    const Bytes ca = make_certificate(authority, key, nullptr, counter()).value();
    CHECK(contains(ca,
                   "30120603551d130101ff040830060101ff020100"));  // BasicConstraints critical, CA, pathlen 0
    CHECK(contains(ca, "300e0603551d0f0101ff040403020106"));      // KeyUsage critical, keyCertSign, cRLSign
    const Bytes server = issue(spec(CertificateKind::server, "s"), root());
    CHECK(contains(server, "300c0603551d130101ff04023000"));                // no CA
    CHECK(contains(server, "300e0603551d0f0101ff040403020780"));            // digitalSignature
    CHECK(contains(server, "30130603551d25040c300a06082b06010505070301"));  // serverAuth
    const Bytes client = issue(spec(CertificateKind::client, "c"), root());
    CHECK(contains(client, "30130603551d25040c300a06082b06010505070302"));  // clientAuth
    CHECK(contains(client, "301d0603551d0e04160414"));                      // SubjectKeyIdentifier
    CHECK(contains(client, "301f0603551d23041830168014"));                  // AuthorityKeyIdentifier
}

TEST_CASE("make_certificate takes serials of 159 bits from the random source it is given") {
    const auto key = PrivateKey::generate(KeyKind::p256).value();
    const auto serial = [&key](const Random& random) {
        const Bytes der = make_certificate(spec(CertificateKind::root, "r"), key, nullptr, random).value();
        return inspect_certificate(der).value().serial;
    };
    // The top bit of twenty 0xFF bytes is cleared; three words, low byte first, the third one's low half.
    CHECK(serial([] { return ~0ULL; }) == "7f" + std::string(38, 'f'));
    CHECK(serial([] { return 0x0102030405060708ULL; }) == "0807060504030201080706050403020108070605");
    CHECK(serial([] { return 0ULL; }) == "01");
}

TEST_CASE("make_certificate refuses what makes no certificate, naming the field") {
    const auto key = PrivateKey::generate(KeyKind::p256).value();
    const auto where = [&key](const CertificateSpec& wanted) {
        const auto made = make_certificate(wanted, key, nullptr, counter());
        REQUIRE(made.has_error());
        CHECK(made.error().code == Errc::bad_certificate);
        return made.error().where;
    };
    auto wanted = spec(CertificateKind::server, "s");
    wanted.ip = {"127.0.0.256"};
    CHECK(where(wanted) == "ip");
    wanted = spec(CertificateKind::server, "s");
    wanted.dns = {"two words"};
    CHECK(where(wanted) == "dns");
    wanted = spec(CertificateKind::server, "s");
    wanted.serial = Bytes(20, 0);
    CHECK(where(wanted) == "serial");
    wanted.serial = Bytes(21, 1);
    CHECK(where(wanted) == "serial");
    CHECK(where(spec(CertificateKind::server, std::string(65, 'x'))) == "common_name");
    wanted = spec(CertificateKind::server, "s");
    wanted.not_after = TimePoint{std::chrono::sys_days{std::chrono::year{10001} / 1 / 1}};
    CHECK(where(wanted) == "validity");
}

TEST_CASE("make_certificate signs with every kind of key, and with SHA-1 where a fault is wanted") {
    const auto [kind, key, signature] =
        GENERATE(std::tuple{KeyKind::p384, "EC P-384", "ecdsa-with-SHA256"},
                 std::tuple{KeyKind::p521, "EC P-521", "ecdsa-with-SHA256"},
                 std::tuple{KeyKind::rsa1024, "RSA 1024", "sha256WithRSAEncryption"},
                 std::tuple{KeyKind::ed25519, "Ed25519", "ED25519"});
    const Authority authority = root("root", kind);
    const Bytes leaf = issue(spec(CertificateKind::client, "c"), authority);
    CHECK(inspect_certificate(authority.certificate).value().key == key);
    CHECK(inspect_certificate(leaf).value().signature == signature);
    CHECK(verify_certificate(leaf, authority.certificate, kNow).has_value());

    auto weak = spec(CertificateKind::client, "c");
    weak.digest = SignatureDigest::sha1;
    CHECK(inspect_certificate(issue(weak, root())).value().signature == "ecdsa-with-SHA1");
}

TEST_CASE("verify_certificate follows a recorded certificate to its own authority only") {
    const Bytes certificate = recorded("session-tls/cups-0/cups-0.crt");
    CHECK(verify_certificate(certificate, recorded("session-tls/cups-0/cups.ca"), kNow).has_value());
    const auto foreign = verify_certificate(certificate, recorded("session-tls/cups-1/cups.ca"), kNow);
    REQUIRE(foreign.has_error());
    CHECK(foreign.error().code == Errc::not_verified);
    CHECK(foreign.error().where == "O=cupspec recordings, CN=cups-0");
    CHECK(foreign.error().detail == "unable to get local issuer certificate");
}

TEST_CASE("verify_certificate looks at the validity at the given time") {
    const Authority authority = root();
    auto wanted = spec(CertificateKind::server, "s");
    wanted.not_before = kNow - 10s;
    wanted.not_after = kNow + 10s;
    const Bytes leaf = issue(wanted, authority);
    CHECK(verify_certificate(leaf, authority.certificate, kNow - 10s).has_value());
    CHECK(verify_certificate(leaf, authority.certificate, kNow + 9s).has_value());
    CHECK(verify_certificate(leaf, authority.certificate, kNow - 11s).error().detail ==
          "certificate is not yet valid");
    CHECK(verify_certificate(leaf, authority.certificate, kNow + 10s).error().detail ==
          "certificate has expired");
}

TEST_CASE("verify_certificate takes intermediates from the file and anchors from the trust") {
    const Authority top = root();
    const Issuer above = top.issuer();
    Authority middle{PrivateKey::generate(KeyKind::p256).value(), {}};
    middle.certificate =
        make_certificate(spec(CertificateKind::intermediate, "middle"), middle.key, &above, counter())
            .value();
    const Bytes leaf = issue(spec(CertificateKind::server, "s"), middle);
    const std::string chain = certificate_pem(leaf) + certificate_pem(middle.certificate);

    CHECK(verify_certificate(as_bytes(chain), top.certificate, kNow).has_value());
    CHECK(verify_certificate(leaf, top.certificate, kNow).has_error());
    CHECK(verify_certificate(leaf, middle.certificate, kNow).has_value());
    const std::string both = to_text(recorded("session-tls/tc-0/tc.ca")) + certificate_pem(top.certificate);
    CHECK(verify_certificate(as_bytes(chain), as_bytes(both), kNow).has_value());
}

TEST_CASE("verify_certificate honours path lengths, purposes and who may issue") {
    auto closed = spec(CertificateKind::root, "closed");
    closed.path_length = 0;
    Authority top{PrivateKey::generate(KeyKind::p256).value(), {}};
    top.certificate = make_certificate(closed, top.key, nullptr, counter()).value();
    const Issuer above = top.issuer();
    Authority middle{PrivateKey::generate(KeyKind::p256).value(), {}};
    middle.certificate =
        make_certificate(spec(CertificateKind::intermediate, "middle"), middle.key, &above, counter())
            .value();
    const Bytes leaf = issue(spec(CertificateKind::server, "s"), middle);
    const std::string chain = certificate_pem(leaf) + certificate_pem(middle.certificate);
    CHECK(verify_certificate(as_bytes(chain), top.certificate, kNow).error().detail ==
          "path length constraint exceeded");

    const Bytes client = issue(spec(CertificateKind::client, "c"), top);
    CHECK(verify_certificate(client, top.certificate, kNow, Purpose::client).has_value());
    CHECK(verify_certificate(client, top.certificate, kNow, Purpose::server).has_error());
}

TEST_CASE("verify_certificate is not deceived by another authority of the same name") {
    const Authority one = root("the same");
    const Authority other = root("the same");
    const Bytes leaf = issue(spec(CertificateKind::server, "s"), one);
    CHECK(verify_certificate(leaf, one.certificate, kNow).has_value());
    CHECK(verify_certificate(leaf, other.certificate, kNow).has_error());
}
