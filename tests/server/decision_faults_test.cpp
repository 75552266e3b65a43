#include "server/decision_faults.hpp"

#include "pki/certificate.hpp"
#include "protocol/crc32.hpp"
#include "server/made_credentials.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace cupspec::server {
namespace {

constexpr protocol::Eui64 kGateway{1};

std::vector<PickedFault> one_fault(const std::string& line) {
    return pick(parse_faults("* * " + line + '\n', "f").value(), kGateway, 1);
}

protocol::UpdateInfo gateway_request() {
    protocol::UpdateInfo request;
    request.router = kGateway;
    request.cups_uri = "http://Server.example:1";
    request.tc_uri = "ws://lns:2";
    request.cups_cred_crc = protocol::crc(made_credentials("sound"));
    request.tc_cred_crc = protocol::crc(made_credentials("sound"));
    request.package = "1";
    return request;
}

/// What the gateway of `gateway_request` has.
GatewayState settled_state() {
    GatewayState state;
    state.record.cups_uri = "http://Server.example:1";
    state.record.tc_uri = "ws://lns:2";
    state.record.version = "1";
    state.cups_cred = made_credentials("sound");
    state.tc_cred = made_credentials("sound");
    state.firmware = Firmware{"1", "1.bin", 9, {}};
    return state;
}

struct Bent {
    Plan plan;
    std::string obstacle;
};

Bent decide_with(const std::string& line, GatewayState state,
                 protocol::UpdateInfo request = gateway_request()) {
    auto faults = one_fault(line);
    const protocol::UpdateInfo reported = request;
    bend_request(faults, request);
    bend_state(faults, request, state);
    Plan plan = decide(request, state);
    judge_resending(faults, decide(reported, state), plan);
    bend_plan(faults, plan);
    return {plan, faults.at(0).obstacle};
}

/// Of a gateway that lacks everything.
protocol::UpdateInfo bare_request() {
    protocol::UpdateInfo request;
    request.router = kGateway;
    return request;
}

}  // namespace

TEST_CASE("A segment that is always sent is sent to a gateway that has it") {
    CHECK(decide_with("always-send cupsUri", settled_state()).plan.head.cups_uri ==
          "http://Server.example:1");
    CHECK(decide_with("always-send tcUri", settled_state()).plan.head.tc_uri == "ws://lns:2");
    CHECK(decide_with("always-send cupsCred", settled_state()).plan.head.tc_cred.empty());
    CHECK_FALSE(decide_with("always-send cupsCred", settled_state()).plan.head.cups_cred.empty());
    CHECK_FALSE(decide_with("always-send tcCred", settled_state()).plan.head.tc_cred.empty());
    CHECK(decide_with("always-send update", settled_state()).plan.firmware);
}

TEST_CASE("What is always sent changes nothing where it would go out anyway, or is not there") {
    const std::string lacks = "the gateway lacks it";
    CHECK(decide_with("always-send cupsUri", settled_state()).obstacle.empty());
    CHECK(decide_with("always-send cupsUri", settled_state(), bare_request()).obstacle == lacks);
    CHECK(decide_with("always-send tcCred", settled_state(), bare_request()).obstacle == lacks);
    CHECK(decide_with("always-send update", settled_state(), bare_request()).obstacle == lacks);
    CHECK(decide_with("always-send signature", settled_state()).obstacle ==
          "there is no such segment for the gateway");
    CHECK(decide_with("always-send cupsUri", {}).obstacle == "there is no such segment for the gateway");
}

TEST_CASE("A server stands by a URI that a fault gave it") {
    GatewayState state = settled_state();
    CHECK(decide_with("uri tc ws://other:3", state).plan.head.tc_uri == "ws://other:3");
    CHECK(decide_with("uri tc ws://lns:2", state).obstacle == "the record has that URI");
    auto request = gateway_request();
    request.tc_uri = "ws://other:3";
    CHECK(decide_with("uri tc ws://other:3", state, request).plan.changes_nothing());
}

TEST_CASE("A swapped URI goes to a gateway that has the record's, and the record's to any other") {
    const Bent swapped = decide_with("swap-uri tc ws://other:3", settled_state());
    CHECK(swapped.plan.head.tc_uri == "ws://other:3");
    auto request = gateway_request();
    request.tc_uri = "ws://other:3";
    const Bent back = decide_with("swap-uri tc ws://other:3", settled_state(), request);
    CHECK(back.plan.head.tc_uri == "ws://lns:2");
    CHECK(back.obstacle == "the gateway gets the record's URI");
    GatewayState state = settled_state();
    state.record.tc_uri.reset();
    CHECK(decide_with("swap-uri tc ws://other:3", state).obstacle == "the record has no such URI");
}

TEST_CASE("Another spelling changes the letters of the host, and nothing without letters") {
    CHECK(decide_with("other-spelling", settled_state()).plan.head.cups_uri == "http://sERVER.EXAMPLE:1");
    auto request = gateway_request();
    request.cups_uri = "http://127.0.0.1:1";
    CHECK(decide_with("other-spelling", settled_state(), request).obstacle ==
          "no letter in the host of http://127.0.0.1:1");
    request.cups_uri.reset();
    CHECK(decide_with("other-spelling", settled_state(), request).obstacle ==
          "the gateway reports no CUPS URI");
}

TEST_CASE("A server stands by credentials that a fault made up") {
    const Bent bent = decide_with("credentials tc expired", settled_state());
    REQUIRE_FALSE(bent.plan.head.tc_cred.empty());
    auto request = gateway_request();
    request.tc_cred_crc = protocol::crc32(bent.plan.head.tc_cred);
    CHECK(decide_with("credentials tc expired", settled_state(), request).plan.changes_nothing());
    const Bent token = decide_with("token tc A:%20b%0D%0A", settled_state());
    CHECK(to_text(protocol::split(token.plan.head.tc_cred)->key) == "A: b\r\n");
    GatewayState state = settled_state();
    state.record.tc_uri.reset();
    CHECK(decide_with("token tc a", state).obstacle == "the record has no such URI");
}

TEST_CASE("What is withheld, and what waits, does not go out") {
    const GatewayState state = settled_state();
    const Plan whole = decide(bare_request(), state);
    REQUIRE(whole.firmware);
    CHECK(decide_with("withhold tcUri", state, bare_request()).plan.head.tc_uri.empty());
    CHECK(decide_with("withhold cupsCred", state, bare_request()).plan.head.cups_cred.empty());
    CHECK_FALSE(decide_with("withhold update", state, bare_request()).plan.firmware);
    CHECK(decide_with("withhold tcUri", state).obstacle == "no such segment in the answer");
    const Plan first = decide_with("uri-first tc", state, bare_request()).plan;
    CHECK(first.head.tc_cred.empty());
    CHECK_FALSE(first.head.tc_uri.empty());
    CHECK_FALSE(first.head.cups_cred.empty());
    CHECK(decide_with("uri-first", state).obstacle == "no URI together with credentials in the answer");
    const Plan held = decide_with("hold-tc", state, bare_request()).plan;
    CHECK(held.head.tc_uri.empty());
    CHECK(held.head.tc_cred.empty());
    CHECK_FALSE(held.head.cups_uri.empty());
    CHECK(decide_with("hold-tc", state).obstacle == "the LNS and something else are not in one answer");
}

TEST_CASE("Firmware and signature are parted where both are there") {
    GatewayState state = settled_state();
    auto request = bare_request();
    CHECK(decide_with("no-signature", state, request).obstacle == "no signature in the answer");
    CHECK(decide_with("signature-alone", state).obstacle == "no firmware in the answer");
    request.keys = {7};
    state.signatures = {{7, {1, 2, 3, 4}}};
    const Plan bare = decide_with("no-signature", state, request).plan;
    CHECK(bare.firmware);
    CHECK_FALSE(bare.head.signature);
    const Plan alone = decide_with("signature-alone", state, request).plan;
    CHECK_FALSE(alone.firmware);
    CHECK(alone.head.signature);
}

TEST_CASE("Made-up credentials are there in every shape, and stay what they are") {
    const auto sound = made_credentials("sound");
    CHECK(protocol::split(protocol::join(sound)).value() == sound);
    CHECK(pki::PrivateKey::parse(sound.key)->public_matches(sound.certificate));
    CHECK(pki::inspect_certificate(sound.trust)->is_ca);
    for (const std::string_view shape : made_shapes()) {
        CAPTURE(shape);
        const auto set = made_credentials(shape);
        CHECK_FALSE(set.trust.empty());
        CHECK(set == made_credentials(shape));
        CHECK((shape == "sound") == (set == sound));
    }
    CHECK(made_credentials("round") == protocol::CredentialSet{});
}

}  // namespace cupspec::server
