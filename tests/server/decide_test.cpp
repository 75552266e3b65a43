#include "server/decide.hpp"

#include "protocol/crc32.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;
using protocol::CredentialSet;
using protocol::Signature;
using protocol::UpdateInfo;

namespace {

CredentialSet credentials(std::string_view trust) {
    return CredentialSet{to_bytes(trust), {}, to_bytes("k")};
}

/// A server that wants everything it can want.
GatewayState everything() {
    GatewayState state;
    state.record.cups_uri = "https://cups:1";
    state.record.tc_uri = "wss://lns:2";
    state.record.version = "2.0.0";
    state.cups_cred = credentials("cups");
    state.tc_cred = credentials("tc");
    state.firmware = Firmware{"2.0.0", "2.0.0.bin", 100, {}};
    state.signatures = {Signature{11, to_bytes("by 11")}, Signature{22, to_bytes("by 22")}};
    return state;
}

/// A gateway that already is what everything() wants.
UpdateInfo settled() {
    UpdateInfo request;
    request.router.value = 1;
    request.cups_uri = "https://cups:1";
    request.tc_uri = "wss://lns:2";
    request.cups_cred_crc = protocol::crc(credentials("cups"));
    request.tc_cred_crc = protocol::crc(credentials("tc"));
    request.package = "2.0.0";
    request.keys = {22};
    return request;
}

}  // namespace

TEST_CASE("decide changes nothing for a gateway that has it all") {
    const Plan plan = decide(settled(), everything());
    CHECK(plan.changes_nothing());
    CHECK(encode(plan).value() == Bytes(14, 0));
    CHECK(describe(plan) == "no updates");
}

TEST_CASE("decide sends each thing that differs and nothing else") {
    const std::string filler(4, '\0');
    UpdateInfo request = settled();
    protocol::Response expected;

    SECTION("the CUPS URI") {
        request.cups_uri =
            GENERATE(std::optional<std::string>{}, std::optional<std::string>{"https://cups:2"});
        expected.cups_uri = "https://cups:1";
    }
    SECTION("the TC URI") {
        request.tc_uri = GENERATE(std::optional<std::string>{}, std::optional<std::string>{"wss://lns:3"});
        expected.tc_uri = "wss://lns:2";
    }
    SECTION("the CUPS credentials") {
        request.cups_cred_crc = GENERATE(std::optional<std::uint32_t>{}, std::optional<std::uint32_t>{0});
        expected.cups_cred = to_bytes("cups" + filler + "k");
    }
    SECTION("the TC credentials") {
        request.tc_cred_crc =
            GENERATE(std::optional<std::uint32_t>{}, std::optional<std::uint32_t>{0x7BD5C66F});
        expected.tc_cred = to_bytes("tc" + filler + "k");
    }
    const Plan plan = decide(request, everything());
    CHECK(plan.head == expected);
    CHECK_FALSE(plan.firmware);
}

TEST_CASE("decide sends firmware with the first signature whose key the gateway reports") {
    UpdateInfo request = settled();
    request.package = GENERATE(std::optional<std::string>{}, std::optional<std::string>{""},
                               std::optional<std::string>{"1.0.0"});
    SECTION("one key") {
        request.keys = {22};
        CHECK(decide(request, everything()).head.signature == Signature{22, to_bytes("by 22")});
    }
    SECTION("both keys: the server's order counts") {
        request.keys = {22, 11};
        CHECK(decide(request, everything()).head.signature == Signature{11, to_bytes("by 11")});
    }
    SECTION("no matching key") {
        request.keys = {33};
        const Plan plan = decide(request, everything());
        CHECK_FALSE(plan.head.signature);
        CHECK(plan.firmware);
        CHECK(describe(plan) == "firmware 2.0.0 100 bytes unsigned");
    }
    SECTION("no keys") {
        request.keys = {};
        CHECK_FALSE(decide(request, everything()).head.signature);
    }
}

TEST_CASE("decide sends neither URI nor credentials of a kind the record does not name") {
    UpdateInfo fresh;
    fresh.router.value = 1;
    GatewayState state = everything();
    SECTION("without cupsUri") {
        state.record.cups_uri.reset();
        const Plan plan = decide(fresh, state);
        CHECK(plan.head.cups_uri.empty());
        CHECK(plan.head.cups_cred.empty());
        CHECK_FALSE(plan.head.tc_cred.empty());
    }
    SECTION("without tcUri") {
        state.record.tc_uri.reset();
        const Plan plan = decide(fresh, state);
        CHECK(plan.head.tc_uri.empty());
        CHECK(plan.head.tc_cred.empty());
        CHECK_FALSE(plan.head.cups_cred.empty());
    }
    SECTION("without version") {
        state.record.version.reset();
        const Plan plan = decide(fresh, state);
        CHECK_FALSE(plan.firmware);
        CHECK_FALSE(plan.head.signature);
    }
}

TEST_CASE("decide sends no credentials where the server holds none") {
    UpdateInfo fresh;
    GatewayState state = everything();
    state.cups_cred.reset();
    state.tc_cred.reset();
    const Plan plan = decide(fresh, state);
    CHECK(plan.head.cups_uri == "https://cups:1");
    CHECK(plan.head.cups_cred.empty());
    CHECK(plan.head.tc_cred.empty());
}

TEST_CASE("describe names every segment with size and CRC, never bytes") {
    UpdateInfo fresh;
    fresh.keys = {11};
    CHECK(describe(decide(fresh, everything())) ==
          "cupsUri, tcUri, cupsCred 9 bytes CRC 0xDCE921AF, tcCred 7 bytes CRC 0xD14BEE62, "
          "signature by key 0x0000000B, firmware 2.0.0 100 bytes");
}

TEST_CASE("encode announces the firmware's size behind the head") {
    Plan plan;
    plan.firmware = Firmware{"1", "1.bin", 0x01020304, {}};
    const Bytes expected{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 3, 2, 1};
    CHECK(encode(plan).value() == expected);
}

TEST_CASE("encode refuses what a length field cannot say or Station drops") {
    Plan plan;
    SECTION("firmware of 2 GiB") { plan.firmware = Firmware{"1", "1.bin", 0x80000000, {}}; }
    SECTION("firmware whose size would wrap") { plan.firmware = Firmware{"1", "1.bin", 0x100000001, {}}; }
    SECTION("a URI of 256 bytes") { plan.head.cups_uri.assign(256, 'u'); }
    SECTION("a blob of 64 KiB") { plan.head.tc_cred.assign(65536, 1); }
    SECTION("a signature of three bytes") { plan.head.signature = Signature{1, Bytes(3, 1)}; }
    const auto encoded = encode(plan);
    REQUIRE_FALSE(encoded.has_value());
    CHECK(encoded.error().code == protocol::Errc::length_range);
}
