#include "server/publish.hpp"

#include "pki/firmware.hpp"
#include "protocol/crc32.hpp"
#include "protocol/response.hpp"
#include "server/errc.hpp"
#include "server/gateway_record.hpp"
#include "tests/server/support.hpp"
#include "tests/server/watched_store.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

/// Keys are made anew: a signature of each run's own.
const pki::PrivateKey& signing_key() {
    static const pki::PrivateKey key = pki::PrivateKey::generate(pki::KeyKind::p256).value();
    return key;
}

Publication publication(std::string_view firmware, const std::string& package = "2.0.1") {
    Publication made;
    made.routers = {{1}, {2}, {1}};
    made.package = package;
    made.firmware = content_of(firmware);
    made.key = pki::public_key(signing_key()).value();
    made.key_crc = protocol::crc32(made.key);
    made.signature = pki::sign(signing_key(), pki::update_digest(as_bytes(firmware))).value();
    return made;
}

Result<Published> publish_to(const Copy& copy, Publication what) {
    net::asio::io_context context;
    DirectoryStore store{copy.path("cups-1")};
    return run(context, publish(store, std::move(what)));
}

std::set<std::string> names_in(const Copy& copy) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{copy.path("cups-1")})
        names.insert(entry.path().filename().string());
    return names;
}

std::string request(int router, std::uint32_t key_crc) {
    return post("{\"router\":" + std::to_string(router) + R"(,"package":"1.0.0","keys":[)" +
                std::to_string(key_crc) + "]}");
}

/// What a gateway that reports the key is given; verified as it would.
std::string given(Running& server, int router, const Publication& what) {
    const Answer answer = server(request(router, what.key_crc));
    REQUIRE(answer.status == 200);
    const auto response = protocol::decode_response(answer.body).value().response;
    REQUIRE(response.signature);
    CHECK(pki::verify(what.key, pki::update_digest(response.update), response.signature->der));
    return to_text(response.update);
}

/// What gateway 1 is given, which has both keys.
std::string given_either(Running& server, const Publication& old, const Publication& young) {
    const Answer answer =
        server(post(R"({"router":1,"package":"1.0.0","keys":[)" + std::to_string(old.key_crc) + ',' +
                    std::to_string(young.key_crc) + "]}"));
    REQUIRE(answer.status == 200);
    const auto response = protocol::decode_response(answer.body).value().response;
    REQUIRE(response.signature);
    const bool is_old = response.signature->key_crc == old.key_crc;
    CHECK(pki::verify(is_old ? old.key : young.key, pki::update_digest(response.update),
                      response.signature->der));
    return to_text(response.update);
}

/// The server's directory with a roll-out of "old" to gateway 1 in place.
Copy with_old() {
    Copy copy{"session-plain"};
    Publication old = publication("old", "2.0.0-old");
    old.routers = {{1}};
    REQUIRE(publish_to(copy, std::move(old)).has_value());
    return copy;
}

}  // namespace

TEST_CASE("publish puts firmware, key and records, and the server hands them out") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.cfg",
               "{\n  // ours\n  \"version\": \"2.0.0\",\n  \"tcUri\": \"ws://h:1\"\n}\n");
    const auto published = publish_to(copy, publication("firmware"));
    REQUIRE(published.has_value());
    // `printf firmware | sha512sum`, its first 32 digits
    CHECK(published->object == "2.0.1.cb62559d659cd5d6c91fe4d55ffb9521.fw");
    CHECK(copy.text("cups-1/" + published->object) == "firmware");
    CHECK(published->bytes == 8);
    CHECK_FALSE(published->was_there);
    CHECK(published->key == "sig-1.key");
    REQUIRE(published->records.size() == 2);
    CHECK(published->records[0].name == "cups-router-1.cfg");
    CHECK_FALSE(published->records[0].is_new);
    CHECK(published->records[1].name == "cups-router-0000000000000002.cfg");
    CHECK(published->records[1].is_new);
    CHECK_THAT(copy.text("cups-1/cups-router-1.cfg"),
               Catch::Contains("// ours\n  \"version\": \"2.0.1\",\n  \"tcUri\": \"ws://h:1\"\n"));
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    CHECK(given(server, 1, publication("firmware")) == "firmware");
    CHECK(given(server, 2, publication("firmware")) == "firmware");
    CHECK(server(request(2, 7)).status == 409);
}

TEST_CASE("publish once more changes nothing but the signature") {
    const Copy copy{"session-plain"};
    REQUIRE(publish_to(copy, publication("firmware")).has_value());
    const auto names = names_in(copy);
    const auto again = publish_to(copy, publication("firmware"));
    REQUIRE(again.has_value());
    CHECK(again->was_there);
    CHECK(again->key.empty());
    CHECK(names_in(copy) == names);
}

TEST_CASE("publish changes nothing when the signature does not verify") {
    const Copy copy{"session-plain"};
    const auto names = names_in(copy);
    const std::string record = copy.text("cups-1/cups-router-1.cfg");
    Publication what = publication("firmware");
    SECTION("another file") { what.firmware = content_of("Firmware"); }
    SECTION("no signature") { what.signature = {}; }
    SECTION("a byte behind it") { what.signature.push_back(0); }
    SECTION("another key") {
        const auto other = pki::PrivateKey::generate(pki::KeyKind::p256).value();
        what.key = pki::public_key(other).value();
        what.key_crc = protocol::crc32(what.key);
    }
    const auto refused = publish_to(copy, std::move(what));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::bad_signature);
    CHECK(names_in(copy) == names);
    CHECK(copy.text("cups-1/cups-router-1.cfg") == record);
}

TEST_CASE("publish takes the key from the store, and says when it is not there") {
    const Copy copy{"session-plain"};
    Publication what = publication("firmware");
    what.key = {};
    CHECK(publish_to(copy, publication("firmware")).has_value());
    CHECK(publish_to(copy, std::move(what)).has_value());
    Publication unknown = publication("firmware");
    unknown.key = {};
    unknown.key_crc = 7;
    const auto missing = publish_to(copy, std::move(unknown));
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == Errc::missing_file);
    CHECK_THAT(missing.error().detail, Catch::Contains("has the CRC 7;") && Catch::Contains("--verify-key"));
    Publication wrong = publication("firmware");
    wrong.key_crc = 7;
    CHECK(publish_to(copy, std::move(wrong)).error().code == Errc::bad_option);
}

TEST_CASE("publish gives a package one firmware, unless it is forced") {
    const Copy copy{"session-plain"};
    const auto first = publish_to(copy, publication("firmware")).value();
    const auto refused = publish_to(copy, publication("another"));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::other_firmware);
    CHECK_THAT(refused.error().where, Catch::EndsWith(first.object));
    Publication forced = publication("another");
    forced.force = true;
    CHECK(publish_to(copy, std::move(forced)).has_value());
    CHECK(copy.text("cups-1/" + first.object) == "firmware");
    CHECK(publish_to(copy, publication("firmware", "2.0.0")).error().code == Errc::other_firmware);
    CHECK(publish_to(copy, publication(copy.text("cups-1/2.0.0.bin"), "2.0.0")).has_value());
    CHECK(publish_to(copy, publication("firmware", "2.0")).has_value());
}

TEST_CASE("publish refuses names that lead elsewhere, sizes no gateway takes and records that are none") {
    const Copy copy{"session-plain"};
    const auto names = names_in(copy);
    for (const std::string package :
         {"", "..", ".", "../x", "a/b", "a\\b", "a\nb", " a", "a ", "\"", "\xc3\xa4"}) {
        CAPTURE(package);
        CHECK(publish_to(copy, publication("firmware", package)).error().code == Errc::bad_option);
    }
    CHECK(publish_to(copy, publication("firmware", std::string(151, 'a'))).error().code == Errc::bad_option);
    CHECK(publish_to(copy, publication("firmware", "../x")).error().detail.starts_with("\"../x\"; 1 to 150"));
    CHECK(publish_to(copy, publication("")).error().code == Errc::bad_option);
    Publication large = publication("x");
    large.firmware = cut_content("x", std::uint64_t{1} << 31U);
    CHECK(publish_to(copy, std::move(large)).error().code == Errc::bad_option);
    Publication cut = publication("x");
    cut.firmware = cut_content("x", 2);
    CHECK(publish_to(copy, std::move(cut)).error().code == Errc::bad_file);
    Publication nobody = publication("x");
    nobody.routers = {};
    CHECK(publish_to(copy, std::move(nobody)).error().code == Errc::bad_option);
    Publication zero = publication("x");
    zero.routers = {{0}};
    CHECK(publish_to(copy, std::move(zero)).error().code == Errc::bad_option);
    copy.write("cups-1/cups-router-1.cfg", "{\"version\": ");
    CHECK_THAT(publish_to(copy, publication("x")).error().where, Catch::Contains("cups-router-1.cfg:1:"));
    copy.write("cups-1/cups-router-1.cfg", std::string(kStoredBytes + 1, ' '));
    CHECK(publish_to(copy, publication("x")).error().code == Errc::bad_file);
    CHECK(names_in(copy) == names);
    CHECK(publish_to(copy, publication("firmware", std::string(150, 'a'))).error().code == Errc::bad_file);
}

TEST_CASE("publish puts no other bytes than those whose signature it has verified") {
    const Copy copy{"session-plain"};
    const auto names = names_in(copy);
    Publication what = publication("firmware");
    unsigned opened = 0;
    what.firmware = [&opened] { return content_of(opened++ == 0 ? "firmware" : "Firmware")(); };
    const auto refused = publish_to(copy, std::move(what));
    REQUIRE_FALSE(refused.has_value());
    CHECK_THAT(refused.error().detail, Catch::Contains("changed while it was read"));
    CHECK(names_in(copy) == names);
}

TEST_CASE("publish that dies at any write leaves each gateway its old firmware or the new one") {
    const unsigned all = 6;  // firmware, three numbers tried for the key, two records
    const auto other = pki::PrivateKey::generate(pki::KeyKind::p256).value();
    const auto make = [&] {
        Publication made = publication("new");
        made.key = pki::public_key(other).value();
        made.key_crc = protocol::crc32(made.key);
        made.signature = pki::sign(other, pki::update_digest(as_bytes("new"))).value();
        return made;
    };
    for (unsigned writes = 0; writes <= all; ++writes) {
        for (const bool is_late : {false, true}) {
            CAPTURE(writes, is_late);
            const Copy copy = with_old();
            net::asio::io_context context;
            WatchedStore store{copy.path("cups-1"), writes, is_late};
            const auto done = run(context, publish(store, make()));
            CHECK(done.has_value() == (writes == all));
            Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
            const std::string first = given_either(server, publication("old"), make());
            CHECK((first == "old" || first == "new"));
            if (done) CHECK(first == "new");
            if (server(request(2, make().key_crc)).status != 404) CHECK(given(server, 2, make()) == "new");
            // What was left behind is no obstacle.
            REQUIRE(publish_to(copy, make()).has_value());
            CHECK(given(server, 1, make()) == "new");
            CHECK(given(server, 2, make()) == "new");
        }
    }
}
