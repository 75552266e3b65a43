#include "server/lns_gate.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;

namespace {

net::HttpRequest upgrade(const std::string& target, const std::string& common_name) {
    net::HttpRequest request;
    request.method = "GET";
    request.target = target;
    request.headers.push_back(net::Header{"sec-websocket-key", "bpse8nVmEl6ZlX4lSb6RMw=="});
    request.tls.peer_common_name = common_name;
    return request;
}

}  // namespace

TEST_CASE("router_of reads the gateway out of a muxs target") {
    CHECK(router_of("/router?eui=00000000000000a1") == protocol::Eui64{0xA1});
    CHECK_FALSE(router_of("/router"));
    CHECK_FALSE(router_of("/router?eui=zzz"));
}

TEST_CASE("mutual_cn binds a certificate to its gateway at both endpoints") {
    const LnsOptions options;
    const LnsGate gate{options, AuthMode::mutual_cn};
    CHECK(gate.at_muxs(upgrade("/router?eui=00000000000000a1", "00000000000000A1")).status == 0);
    CHECK(gate.at_muxs(upgrade("/router?eui=00000000000000a1", "00000000000000A2")).status == 403);
    CHECK(gate.at_muxs(upgrade("/router", "00000000000000A1")).status == 403);
    const std::string query = R"({"router":"::a1"})";
    CHECK(gate.reply(query, "00000000000000a1", "wss://h:1/router").event.kind == LnsEvent::Kind::discovery);
    CHECK(gate.reply(query, "a1", "wss://h:1/router").event.kind == LnsEvent::Kind::refused);
    CHECK(gate.reply(query, "", "wss://h:1/router").event.kind == LnsEvent::Kind::refused);
}

TEST_CASE("Without mutual_cn a certificate's name does not matter") {
    const LnsOptions options;
    const LnsGate gate{options, AuthMode::mutual};
    CHECK(gate.at_muxs(upgrade("/router", "tc-router-1")).status == 0);
    CHECK(gate.at_muxs(upgrade("/router/", "tc-router-1")).status == 404);
    CHECK(gate.at_discovery(upgrade("/router-info", {})).status == 0);
}
