// What a CUPS server serves as credentials that are no gateway's own files: issued ones, and the shared
// bundle.

#include "protocol/crc32.hpp"
#include "protocol/response.hpp"
#include "server/credential_bundle.hpp"
#include "tests/server/issuer_support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const std::string kBundle = "tc_cred_0000000000000001-20310616T000000Z.bin";

/// A server on a directory of its own, with an issuer unless that is taken away.
struct Place {
    void write(const std::string& name, std::string_view text) const {
        REQUIRE(write_file(directory.path() / name, as_bytes(text)).has_value());
    }
    bool has(const std::string& name) const { return std::filesystem::exists(directory.path() / name); }

    CupsOptions options() {
        CupsOptions made = plain(directory.path());
        made.issuer = std::make_unique<CredentialIssuer>(issuer_options(authority, &now), log);
        return made;
    }

    TemporaryDirectory directory = TemporaryDirectory::make().value();
    IssuingAuthority authority = make_authority();
    TimePoint now = kNoon;
    KeptLog log;
};

std::string asking(const std::string& router, const std::string& more = {}) {
    return post(R"({"router":")" + router + '"' + more + '}');
}

protocol::Response sent(const Answer& answer) {
    CHECK(answer.status == 200);
    return protocol::decode_response(answer.body).value().response;
}

protocol::CredentialSet issuer_set() {
    const auto der = [](const std::string& name) {
        return protocol::first_pem_block(recorded("session-tls/cups-1/" + name)).value();
    };
    return {der("cups.ca"), der("cups-router-1.crt"), der("cups-router-1.key")};
}

}  // namespace

TEST_CASE("A gateway without LNS files is issued credentials, until it reports their CRC") {
    Place place;
    place.write("cups-router-1.cfg", R"({"tcUri": "wss://localhost:9"})");
    Running server{place.options()};
    const auto first = sent(server(asking("::1")));
    CHECK(first.tc_cred == read_file(place.directory.path() / kBundle).value());
    const auto set = read_bundle(first.tc_cred, "sent").value();
    CHECK(set.trust == place.authority.certificate);
    const std::string reported =
        R"(,"tcUri":"wss://localhost:9","tcCredCrc":)" + std::to_string(protocol::crc32(first.tc_cred));
    CHECK(server(asking("::1", reported)).body == Bytes(14, 0));
    place.now += std::chrono::days{340};
    const auto second = sent(server(asking("::1", reported)));
    CHECK_FALSE(second.tc_cred.empty());
    CHECK(second.tc_cred != first.tc_cred);
    CHECK(place.has(kBundle));
}

TEST_CASE("Issued credentials have the trust of tc.ca") {
    Place place;
    place.write("cups-router-1.cfg", R"({"tcUri": "wss://localhost:9"})");
    place.write("tc.ca", to_text(recorded("session-tls/cups-1/cups.ca")));
    Running server{place.options()};
    CHECK(read_bundle(sent(server(asking("::1"))).tc_cred, "sent").value().trust == issuer_set().trust);
}

TEST_CASE("A gateway's own LNS files win over the issuer") {
    Place place;
    place.write("cups-router-1.cfg", R"({"tcUri": "wss://localhost:9"})");
    const auto own = GENERATE("tc-router-1.key", "tc-router-0000000000000001.crt", "tc-router-1.trust");
    CAPTURE(own);
    place.write(own, to_text(recorded("session-tls/cups-1/cups.ca")));
    Running server{place.options()};
    CHECK_FALSE(sent(server(asking("::1"))).tc_cred.empty());
    CHECK_FALSE(place.has(kBundle));
}

TEST_CASE("Nothing is issued that is not asked for") {
    Place place;
    place.write("cups-router-1.cfg", R"({"cupsUri": "http://localhost:9"})");
    CupsOptions options = place.options();
    SECTION("without a tcUri") {
        Running server{std::move(options)};
        CHECK(sent(server(asking("::1"))).tc_cred.empty());
    }
    SECTION("without a record") {
        Running server{std::move(options)};
        CHECK(server(asking("::2")).status == 404);
    }
    SECTION("under names that lead elsewhere") {
        Running server{std::move(options)};
        for (const char* router :
             {"../1", "/etc/passwd", "..", "1/../../2", "%2e%2e", "0000000000000001-x", ""})
            CHECK(server(asking(router)).status == 400);
    }
    SECTION("without an issuer") {
        place.write("cups-router-1.cfg", R"({"tcUri": "wss://localhost:9"})");
        options.issuer = nullptr;
        Running server{std::move(options)};
        CHECK(sent(server(asking("::1"))).tc_cred.empty());
    }
    const auto& files = std::filesystem::directory_iterator{place.directory.path()};
    CHECK(std::distance(files, std::filesystem::directory_iterator{}) == 1);
}

TEST_CASE("A garbled bundle is 500 and a log line that names it, never served") {
    Place place;
    place.write("cups-router-1.cfg", R"({"tcUri": "wss://localhost:9"})");
    Running server{place.options()};
    const auto first = sent(server(asking("::1")));
    std::string bundle = to_text(first.tc_cred);
    bundle.pop_back();
    place.write(kBundle, bundle);
    const Answer answer = server(asking("::1"));
    CHECK(answer.status == 500);
    CHECK((to_text(answer.body).find(bundle.substr(0, 8)) == std::string::npos));
    CHECK(server.log.count(LogLevel::error, kBundle) == 1);
}

TEST_CASE("The shared bundle is served to every gateway without CUPS files of its own") {
    Place place;
    for (const char* record : {"cups-router-1.cfg", "cups-router-2.cfg", "cups-router-3.cfg"})
        place.write(record, R"({"cupsUri": "https://localhost:9"})");
    place.write("cups-router-4.cfg", R"({"tcUri": "ws://localhost:9"})");
    const Bytes bundle = protocol::join(issuer_set());
    place.write("cups_cred.bin", to_text(bundle));
    place.write("cups.ca", to_text(recorded("session-tls/cups-1/cups.ca")));
    place.write("cups-router-3.key", "Authorization: Bearer 3");
    CupsOptions options = place.options();
    options.issuer = nullptr;
    Running server{std::move(options)};
    CHECK(sent(server(asking("::1"))).cups_cred == bundle);
    CHECK(sent(server(asking("::2"))).cups_cred == bundle);
    CHECK(to_text(sent(server(asking("::3"))).cups_cred).ends_with("Authorization: Bearer 3\r\n"));
    CHECK(sent(server(asking("::4"))).cups_cred.empty());
    const std::string crc = std::to_string(protocol::crc32(bundle));
    CHECK(server(asking("::1", R"(,"cupsUri":"https://localhost:9","cupsCredCrc":)" + crc)).body ==
          Bytes(14, 0));

    place.write("cups_cred.bin", "garbled");
    CHECK(server(asking("::1")).status == 500);
    CHECK(server.log.count(LogLevel::error, "cups_cred.bin: unusable file") == 1);
    CHECK(server(asking("::3")).status == 200);
    std::filesystem::remove(place.directory.path() / "cups_cred.bin");
    CHECK(read_bundle(sent(server(asking("::1"))).cups_cred, "sent").value().certificate.empty());
}

TEST_CASE("A shared bundle that Station misreads is served with a warning") {
    Place place;
    place.write("cups-router-1.cfg", R"({"cupsUri": "https://localhost:9"})");
    protocol::CredentialSet set = issuer_set();
    set.key = pki::PrivateKey::parse(set.key).value().der(pki::KeyForm::pkcs8).value();
    place.write("cups_cred.bin", to_text(protocol::join(set)));
    Running server{plain(place.directory.path())};
    CHECK(sent(server(asking("::1"))).cups_cred == protocol::join(set));
    CHECK(server.log.count(LogLevel::warning, "cups_cred.bin: Basics Station misreads") == 1);
}

TEST_CASE("The shared bundle lies where cupsId points") {
    Place place;
    std::filesystem::create_directory(place.directory.path() / "cups-0");
    std::filesystem::create_directory(place.directory.path() / "cups-1");
    place.write("cups-0/cups-router-1.cfg", R"({"cupsUri": "https://localhost:9", "cupsId": "cups-1"})");
    const Bytes bundle = protocol::join(issuer_set());
    place.write("cups-1/cups_cred.bin", to_text(bundle));
    place.write("cups-0/cups_cred.bin", "not looked at");
    Running server{plain(place.directory.path() / "cups-0")};
    CHECK(sent(server(asking("::1"))).cups_cred == bundle);
}
