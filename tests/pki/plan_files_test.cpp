#include "pki/firmware.hpp"
#include "pki/plan.hpp"
#include "tests/pki/support.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace cupspec;
using namespace cupspec::pki;

namespace {

namespace fs = std::filesystem;

Pki built(std::string text) {
    return build(parse_plan(std::move(text), "plan").value(), kNow, counter()).value();
}

/// Relative path and octal mode of every file below a directory.
std::set<std::string> listing(const fs::path& directory) {
    std::set<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator{directory}) {
        if (!entry.is_regular_file()) continue;
        char mode[8];
        std::snprintf(mode, sizeof mode, " %04o", static_cast<unsigned>(entry.status().permissions()));
        found.insert(entry.path().lexically_relative(directory).string() + mode);
    }
    return found;
}

}  // namespace

TEST_CASE("write lays the bootstrap's files down under the recorded names, keys for the owner only") {
    const auto source = fs::path{CUPSPEC_SOURCE} / "pki/plans/bootstrap.json";
    const auto directory = TemporaryDirectory::make().value();
    const auto root = directory.path() / "deep" / "er";
    REQUIRE(write(built(to_text(read_file(source).value())), root).has_value());
    CHECK(listing(root) == std::set<std::string>{"cups-0/cups-0.crt 0644",
                                                 "cups-0/cups-0.key 0600",
                                                 "cups-0/cups-0.trust 0644",
                                                 "cups-0/cups-router-1.crt 0644",
                                                 "cups-0/cups-router-1.key 0600",
                                                 "cups-0/cups-router-1.trust 0644",
                                                 "cups-0/cups.ca 0644",
                                                 "cups-0/cups.ca.key 0600",
                                                 "cups-1/cups-1.crt 0644",
                                                 "cups-1/cups-1.key 0600",
                                                 "cups-1/cups-1.trust 0644",
                                                 "cups-1/cups-router-1.crt 0644",
                                                 "cups-1/cups-router-1.key 0600",
                                                 "cups-1/cups-router-1.trust 0644",
                                                 "cups-1/cups.ca 0644",
                                                 "cups-1/cups.ca.key 0600",
                                                 "cups-1/sig-0.key 0644",
                                                 "cups-1/sig-0.pem 0600",
                                                 "tc-0/infos-0.crt 0644",
                                                 "tc-0/infos-0.key 0600",
                                                 "tc-0/infos-0.trust 0644",
                                                 "tc-0/muxs-0.crt 0644",
                                                 "tc-0/muxs-0.key 0600",
                                                 "tc-0/muxs-0.trust 0644",
                                                 "tc-0/tc-router-1.crt 0644",
                                                 "tc-0/tc-router-1.key 0600",
                                                 "tc-0/tc-router-1.trust 0644",
                                                 "tc-0/tc.ca 0644",
                                                 "tc-0/tc.ca.key 0600"});
    const Bytes key = read_file(root / "cups-0/cups-0.key").value();
    CHECK(key.size() == 227);  // as recorded: SEC1 in PEM
    CHECK(PrivateKey::parse(key).value().public_matches(read_file(root / "cups-0/cups-0.crt").value()));
    CHECK(read_file(root / "cups-0/cups-0.trust").value() == read_file(root / "cups-0/cups.ca").value());
    const auto signer = PrivateKey::parse(read_file(root / "cups-1/sig-0.pem").value()).value();
    CHECK(public_key(signer).value() == read_file(root / "cups-1/sig-0.key").value());
}

TEST_CASE("write replaces what is there and narrows its mode") {
    const auto directory = TemporaryDirectory::make().value();
    REQUIRE(write_file(directory.path() / "a.ca.key", as_bytes("old"), 0644).has_value());
    REQUIRE(write(built(R"({"authorities": {"a": {}}})"), directory.path()).has_value());
    CHECK(listing(directory.path()) == std::set<std::string>{"a.ca 0644", "a.ca.key 0600"});
    CHECK(PrivateKey::parse(read_file(directory.path() / "a.ca.key").value()).has_value());
}

TEST_CASE("write names the path it cannot write") {
    const auto directory = TemporaryDirectory::make().value();
    REQUIRE(write_file(directory.path() / "cups-0", as_bytes("a file")).has_value());
    const auto written = write(built(R"({"authorities": {"cups-0/cups": {}}})"), directory.path());
    REQUIRE(written.has_error());
    CHECK(written.error().where == (directory.path() / "cups-0").string());
}

TEST_CASE("write appends the intermediates to a server's certificate and puts the root into its trust") {
    const auto directory = TemporaryDirectory::make().value();
    const Pki pki = built(R"({
        "authorities": {"c": {"issuer": "b"}, "b": {"issuer": "a"}, "a": {}},
        "servers": {"s": {"issuer": "c"}, "bare": {"issuer": "c", "chain": false}, "other": {"issuer": "c", "trust": "b"}}
    })");
    REQUIRE(write(pki, directory.path()).has_value());
    const auto file = [&directory](const char* name) { return read_file(directory.path() / name).value(); };
    const auto chain = split_bundle(file("s.crt")).value();
    REQUIRE(chain.size() == 3);
    CHECK(chain[1] == pki.find("c")->certificate);
    CHECK(chain[2] == pki.find("b")->certificate);
    CHECK(file("s.trust") == file("a.ca"));
    CHECK(verify_certificate(file("s.crt"), file("s.trust"), kNow).has_value());
    CHECK(split_bundle(file("bare.crt")).value().size() == 1);
    CHECK(pki.find("bare")->chain.size() == 2);
    CHECK(verify_certificate(file("bare.crt"), file("bare.trust"), kNow).has_error());
    CHECK(file("other.trust") == file("b.ca"));
}

TEST_CASE("write lays tokens down as one header line beside the authority they trust") {
    const auto directory = TemporaryDirectory::make().value();
    const Pki pki = built(
        R"({"authorities": {"tc": {}}, "tokens": {"g": {"authorization": "Bearer abc", "trust": "tc"}}})");
    REQUIRE(write(pki, directory.path()).has_value());
    CHECK(to_text(read_file(directory.path() / "g.key").value()) == "Authorization: Bearer abc\r\n");
    CHECK(read_file(directory.path() / "g.trust").value() == read_file(directory.path() / "tc.ca").value());
    CHECK(listing(directory.path()).contains("g.key 0600"));
}

TEST_CASE("write keeps to the encoding and the form that were asked for") {
    const auto directory = TemporaryDirectory::make().value();
    const Pki pki = built(R"({
        "authorities": {"ca": {"encoding": "der"}},
        "clients": {"sec1": {"issuer": "ca", "encoding": "der"}, "pkcs8": {"issuer": "ca", "encoding": "der", "form": "pkcs8"}}
    })");
    REQUIRE(write(pki, directory.path()).has_value());
    const auto file = [&directory](const char* name) { return read_file(directory.path() / name).value(); };
    CHECK(file("sec1.key").size() == 121);
    CHECK(file("pkcs8.key").size() == 138);
    CHECK(file("ca.ca") == pki.find("ca")->certificate);
    CHECK(file("sec1.crt") == pki.find("sec1")->certificate);
    CHECK(file("sec1.trust") == file("ca.ca"));
    CHECK(file("ca.ca.key").front() == 0x30);
}

TEST_CASE("build makes expired, future and self-signed certificates and authorities of one name") {
    const Pki pki = built(R"({
        "defaults": {"organization": "twins"},
        "authorities": {"one/ca": {"cn": "CA"}, "two/ca": {"cn": "CA"}},
        "servers": {
            "expired": {"issuer": "one/ca", "notBefore": "-2d", "notAfter": "-1d"},
            "future": {"issuer": "one/ca", "notBefore": "1d", "notAfter": "2d"},
            "alone": {"issuer": null},
            "s": {"issuer": "one/ca"}
        }
    })");
    const auto verified = [&pki](const char* name, const Bytes& trust) {
        return verify_certificate(pki.find(name)->certificate, trust, kNow);
    };
    const Bytes& one = pki.find("one/ca")->certificate;
    const Bytes& two = pki.find("two/ca")->certificate;
    CHECK(verified("expired", one).error().detail == "certificate has expired");
    CHECK(verified("future", one).error().detail == "certificate is not yet valid");
    CHECK(inspect_certificate(pki.find("alone")->certificate).value().self_signed);
    CHECK(pki.find("alone")->trust == pki.find("alone")->certificate);
    CHECK(inspect_certificate(one).value().subject == inspect_certificate(two).value().subject);
    CHECK(verified("s", one).has_value());
    CHECK(verified("s", two).has_error());
}

TEST_CASE("build names the entry whose certificate cannot be made") {
    const auto plan =
        parse_plan(R"({"authorities": {"a/ca": {"cn": ")" + std::string(65, 'x') + "\"}}}", "p");
    const auto pki = build(plan.value(), kNow, counter());
    REQUIRE(pki.has_error());
    CHECK(pki.error().where == "a/ca: common_name");
}
