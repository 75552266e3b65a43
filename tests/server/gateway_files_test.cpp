#include "server/gateway_files.hpp"

#include "protocol/crc32.hpp"
#include "server/directory_store.hpp"
#include "server/errc.hpp"
#include "server/gateway_marks.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

Result<LoadedState> load(const std::filesystem::path& root, const std::filesystem::path& tc_root,
                         protocol::UpdateInfo request, const std::string& identity = {}) {
    net::asio::io_context context;
    DirectoryStore cups{root};
    DirectoryStore tc{tc_root};
    return run(context, load_state(GatewayStores{&cups, &tc, identity, {}}, std::move(request)));
}

/// The whole body that the files at `session` make of recorded request N.
Bytes answer_to(const std::string& session, int n) {
    const std::string root = n == 1 ? "cups-0" : "cups-1";
    const auto request = recorded_request(session + "/req-" + std::to_string(n) + ".http");
    const auto loaded = load(recording(session + '/' + root), recording(session + "/tc-0"), request);
    const Plan plan = decide(request, loaded.value().state);
    Bytes body = encode(plan).value();
    if (!plan.firmware) return body;
    const Bytes firmware = recorded(session + '/' + root + '/' + plan.firmware->object);
    body.insert(body.end(), firmware.begin(), firmware.end());
    return body;
}

protocol::UpdateInfo fresh(std::uint64_t router = 1) {
    protocol::UpdateInfo request;
    request.router.value = router;
    return request;
}

std::vector<std::string> tokens_in(const std::filesystem::path& root) {
    net::asio::io_context context;
    DirectoryStore store{root};
    return run(context, load_marks(store, protocol::Eui64{1}, AuthMode::token)).value().tokens;
}

}  // namespace

TEST_CASE("The recorded requests get the recorded answers byte for byte") {
    const std::string session = GENERATE("session-plain", "session-tls");
    const int n = GENERATE(1, 2, 3);
    CAPTURE(session, n);
    CHECK(answer_to(session, n) == recorded(session + "/resp-" + std::to_string(n) + ".bin"));
}

TEST_CASE("file_ids lists hex before decimal") {
    CHECK(file_ids({1}) == std::vector<std::string>{"0000000000000001", "1"});
    CHECK(file_ids({0xABCDEF}) ==
          std::vector<std::string>{"0000000000abcdef", "0000000000ABCDEF", "11259375"});
}

TEST_CASE("file_ids never reads sixteen digits as decimal") {
    CHECK(file_ids({1234567890123456}) == std::vector<std::string>{"000462d53c8abac0", "000462D53C8ABAC0"});
}

TEST_CASE("A record is found by each form of its gateway's name, hex first") {
    const Copy copy{"session-plain"};
    const std::uint64_t router = 0xB827EBFFFE123456;
    const auto uri_of = [&] { return load(copy.path("cups-1"), copy.path("tc-0"), fresh(router)); };
    CHECK(uri_of().error().code == Errc::unknown_router);
    copy.write("cups-1/cups-router-13269834311782249558.cfg", R"({"cupsUri": "http://decimal:1"})");
    CHECK(uri_of().value().state.record.cups_uri == "http://decimal:1");
    copy.write("cups-1/cups-router-B827EBFFFE123456.cfg", R"({"cupsUri": "http://upper:1"})");
    CHECK(uri_of().value().state.record.cups_uri == "http://upper:1");
    copy.write("cups-1/cups-router-b827ebfffe123456.cfg", R"({"cupsUri": "http://lower:1"})");
    CHECK(uri_of().value().state.record.cups_uri == "http://lower:1");
}

TEST_CASE("load_state names the gateway and the file when there is no record") {
    const auto loaded = load(recording("session-plain/cups-1"), recording("session-plain/tc-0"), fresh(2));
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().code == Errc::unknown_router);
    CHECK_THAT(describe(loaded.error()), Catch::Contains("::2") && Catch::Contains("cups-router-2.cfg"));
}

TEST_CASE("CUPS trust comes from cups.ca, else from NAME.trust") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups.ca", copy.text("cups-0/cups.ca"));
    const auto from_ca = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    copy.remove("cups-1/cups.ca");
    const auto from_name = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    copy.write("cups-1/other.trust", copy.text("cups-0/cups.ca"));
    const auto from_identity = load(copy.path("cups-1"), copy.path("tc-0"), fresh(), "other");
    CHECK(from_ca->state.cups_cred->trust != from_name->state.cups_cred->trust);
    CHECK(from_ca->state.cups_cred->trust == from_identity->state.cups_cred->trust);
    CHECK(protocol::first_pem_block(recorded("session-plain/cups-1/cups-1.trust")).value() ==
          from_name->state.cups_cred->trust);
}

TEST_CASE("A cupsId directory's own name is the NAME of its trust") {
    const Copy copy{"session-plain"};
    copy.remove("cups-1/cups.ca");
    const auto loaded = load(copy.path("cups-0"), copy.path("tc-0"), fresh(), "cups-0");
    CHECK(protocol::first_pem_block(recorded("session-plain/cups-1/cups-1.trust")).value() ==
          loaded->state.cups_cred->trust);
}

TEST_CASE("A cupsId that leads nowhere is warned about and sends the URI alone") {
    const Copy copy{"session-plain"};
    copy.write("cups-0/cups-router-1.cfg", R"({"cupsUri": "http://localhost:6041", "cupsId": "cups-9"})");
    const auto loaded = load(copy.path("cups-0"), copy.path("tc-0"), fresh());
    REQUIRE(loaded.has_value());
    CHECK_FALSE(loaded->state.cups_cred);
    REQUIRE(loaded->warnings.size() == 1);
    CHECK_THAT(loaded->warnings.front(), Catch::Contains("cups-9/cups.ca"));
}

TEST_CASE("LNS trust comes from tc.ca, else from tc-router-ID.trust") {
    const Copy copy{"session-plain"};
    copy.remove("tc-0/tc.ca");
    copy.write("tc-0/tc-router-1.trust", copy.text("cups-0/cups.ca"));
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    CHECK(protocol::first_pem_block(recorded("session-plain/cups-0/cups.ca")).value() ==
          loaded->state.tc_cred->trust);
}

TEST_CASE("Missing certificate and key become fillers") {
    const Copy copy{"session-plain"};
    copy.remove("cups-1/cups-router-1.crt");
    copy.remove("cups-1/cups-router-1.key");
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    Bytes expected = protocol::first_pem_block(recorded("session-plain/cups-1/cups.ca")).value();
    expected.insert(expected.end(), 8, 0);
    CHECK(decide(fresh(), loaded->state).head.cups_cred == expected);
}

TEST_CASE("A directory without any credential file sends none") {
    const Copy copy{"session-plain"};
    for (const char* name : {"cups.ca", "cups-1.trust", "cups-router-1.crt", "cups-router-1.key"})
        copy.remove(std::string{"cups-1/"} + name);
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    CHECK_FALSE(loaded->state.cups_cred);
    CHECK(loaded->state.tc_cred);
    CHECK(loaded->warnings.empty());
}

TEST_CASE("Credentials without a CA are sent as they are, with a warning") {
    const Copy copy{"session-plain"};
    copy.remove("cups-1/cups.ca");
    copy.remove("cups-1/cups-1.trust");
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    const Bytes blob = decide(fresh(), loaded->state).head.cups_cred;
    CHECK(Bytes(blob.begin(), blob.begin() + 4) == Bytes(4, 0));
    REQUIRE(loaded->warnings.size() == 1);
    CHECK_THAT(loaded->warnings.front(), Catch::Contains("cups-1/cups.ca"));
}

TEST_CASE("A token key goes out verbatim with one CRLF at its end") {
    const Copy copy{"session-plain"};
    const std::string end = GENERATE("", "\n", "\r\n", "\r\n\n\n");
    copy.write("cups-1/cups-router-1.key", "Authorization: Bearer  x=y" + end);
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    CHECK(to_text(loaded->state.cups_cred->key) == "Authorization: Bearer  x=y\r\n");
}

TEST_CASE("A DER file goes out as it is") {
    const Copy copy{"session-plain"};
    const Bytes der = protocol::first_pem_block(recorded("session-plain/cups-1/cups-router-1.key")).value();
    copy.write("cups-1/cups-router-1.key", as_text(der));
    CHECK(load(copy.path("cups-1"), copy.path("tc-0"), fresh())->state.cups_cred->key == der);
}

TEST_CASE("A key whose DER length Station misreads is warned about by its file") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.key",
               "\x30\x81\x03"
               "abc");
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    REQUIRE(loaded.has_value());
    REQUIRE(loaded->warnings.size() == 1);
    CHECK_THAT(loaded->warnings.front(),
               Catch::Contains("cups-1/cups-router-1.key") && Catch::Contains("PKCS#8"));
}

TEST_CASE("Broken files are named") {
    const Copy copy{"session-plain"};
    std::string file;
    SECTION("PEM that does not decode") {
        file = "cups-1/cups-router-1.crt";
        copy.write(file, "-----BEGIN CERTIFICATE-----\n****\n-----END CERTIFICATE-----\n");
    }
    SECTION("a CA that is no PEM") {
        file = "tc-0/tc.ca";
        copy.write(file, "hello");
    }
    SECTION("a record that is no JSON") {
        file = "cups-1/cups-router-1.cfg";
        copy.write(file, "{");
    }
    SECTION("no firmware for the version") {
        file = "cups-1/2.0.0.bin";
        copy.remove(file);
    }
    SECTION("empty firmware") {
        file = "cups-1/2.0.0.bin";
        copy.write(file, "");
    }
    SECTION("a directory in place of the firmware") {
        file = "cups-1/2.0.0.bin";
        copy.remove(file);
        std::filesystem::create_directory(copy.path(file));
    }
    SECTION("a directory in place of a key") {
        file = "tc-0/tc-router-1.key";
        copy.remove(file);
        std::filesystem::create_directory(copy.path(file));
    }
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    REQUIRE_FALSE(loaded.has_value());
    CHECK_THAT(loaded.error().where, Catch::StartsWith(copy.path(file).string()));
}

TEST_CASE("Missing firmware is nobody's business while the gateway has the version") {
    const Copy copy{"session-plain"};
    copy.remove("cups-1/2.0.0.bin");
    protocol::UpdateInfo request = fresh();
    request.package = "2.0.0";
    CHECK(load(copy.path("cups-1"), copy.path("tc-0"), request).has_value());
}

TEST_CASE("Signatures come with the CRC of their key, by ascending number") {
    const Copy copy{"session-plain"};
    for (const char* number : {"10", "2", "x", ""}) {
        copy.write(std::string{"cups-1/sig-"} + number + ".key", number);
        copy.write(std::string{"cups-1/2.0.0.bin.sig-"} + number, std::string{"signed "} + number);
    }
    copy.write("cups-1/sig-3.key", "a key without signature");
    const auto loaded = load(copy.path("cups-1"), copy.path("tc-0"), fresh());
    const auto& held = loaded->state.signatures;
    REQUIRE(held.size() == 3);
    CHECK(held[0].key_crc == 2228604451);
    CHECK(held[0].der == recorded("session-plain/cups-1/2.0.0.bin.sig-0"));
    CHECK(held[1].der == to_bytes("signed 2"));
    CHECK(held[2].der == to_bytes("signed 10"));
    CHECK(held[2].key_crc == protocol::crc32(as_bytes("10")));
}

TEST_CASE("Tokens are the lines of cups-router-ID.token and the key's Authorization line") {
    const Copy copy{"session-plain"};
    CHECK(tokens_in(copy.path("cups-1")).empty());
    copy.write("cups-1/cups-router-1.key", "X-Other: 1\r\nAuthorization: Bearer new\r\n");
    CHECK(tokens_in(copy.path("cups-1")) == std::vector<std::string>{"Bearer new"});
    copy.write("cups-1/cups-router-1.token", "old\r\n\nolder");
    CHECK(tokens_in(copy.path("cups-1")) == std::vector<std::string>{"old", "older", "Bearer new"});
}
