#include "emulator/lns_messages.hpp"

#include "emulator/token.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

namespace cupspec::emulator {
namespace {

using Fate = DiscoveryAnswer::Fate;

TEST_CASE("upgrade_request is Station's, line for line") {
    // protocol.md §9.1, measured.
    CHECK(upgrade_request({true, "lns", "6039", ""}, "/router-info", "Authorization: x\r\n") ==
          "GET /router-info HTTP/1.1\r\nHost: lns:6039\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
          "Sec-WebSocket-Key: bpse8nVmEl6ZlX4lSb6RMw==\r\nSec-WebSocket-Version: 13\r\nAuthorization: "
          "x\r\n\r\n");
}

TEST_CASE("read_discovery accepts a ws URI with port and path, and skips what it does not know") {
    const auto answer =
        read_discovery(R"({"router":"::1","muxs":"muxs-::0","uri":"wss://lns:6039/router?a=1","x":[1]})");
    CHECK(answer.fate == Fate::accepted);
    CHECK(answer.muxs == protocol::ServerUri{true, "lns", "6039", "/router?a=1"});
}

TEST_CASE("read_discovery rejects an error or a missing uri, and fails on everything else") {
    CHECK(read_discovery(R"({"router":"::1","error":"unknown"})").fate == Fate::rejected);
    CHECK(read_discovery(R"({"router":"::1","error":"unknown"})").error == "unknown");
    CHECK(read_discovery(R"({"router":"::1"})").fate == Fate::rejected);
    for (const char* bad :
         {R"({"uri":"ws://lns/router"})", R"({"uri":"ws://lns:1"})", R"({"uri":"http://lns:1/x"})",
          R"({"uri":null})", R"({"router":1,"uri":"ws://lns:1/x"})", R"({"uri":"ws://lns:1/x"} x)", "[]", "",
          "hello"}) {
        CAPTURE(bad);
        CHECK(read_discovery(bad).fate == Fate::failed);
    }
}

TEST_CASE("read_discovery remembers a good uri whatever is wrong besides") {
    for (const char* text :
         {R"({"uri":"ws://lns:1/x","error":"busy"})", R"({"uri":"ws://lns:1/x","muxs":null})",
          R"({"uri":"ws://lns:1/x"} x)", R"({"uri":"ws://lns:1/x","uri":"nonsense"})"}) {
        CAPTURE(text);
        const auto answer = read_discovery(text);
        CHECK(answer.fate != Fate::accepted);
        CHECK(answer.uri == "ws://lns:1/x");
    }
    // What comes first in the text fails first.
    CHECK(read_discovery(R"({"muxs":null,"uri":"ws://lns:1/x"})").uri.empty());
    CHECK(read_discovery(R"({"error":"busy","uri":"nonsense"})").fate == Fate::failed);
    CHECK(read_discovery(R"({"uri":"ws://a:1/","uri":"ws://lns:1/x"})").muxs.host == "lns");
}

TEST_CASE("read_discovery tells an empty error from none") {
    CHECK(read_discovery(R"({"uri":"ws://lns:1/x","error":""})").fate == Fate::rejected);
    CHECK(read_discovery(R"({"uri":"ws://lns:1/x","error":null})").fate == Fate::failed);
}

TEST_CASE("version_message is Station's first frame, byte for byte") {
    CHECK(
        version_message("2.0.6(linux/std) 2022-01-18 10:22:16", "linux", "v0") ==
        R"x({"msgtype":"version","station":"2.0.6(linux/std)","firmware":"v0","package":"v0","model":"linux","protocol":2,"features":"rmtsh"})x");
    CHECK(version_message("2.0.6(linux/std)", "linux", std::nullopt)
              .find(R"("firmware":null,"package":null)") != std::string::npos);
}

TEST_CASE("read_muxs_message wants hwspec and a radio section in a router_config") {
    using Muxs = MuxsMessage::Fate;
    CHECK(read_muxs_message(R"({"msgtype":"router_config","hwspec":"sx1301/1","sx1301_conf":[]})").fate ==
          Muxs::configured);
    CHECK(read_muxs_message(R"({"msgtype":"router_config","hwspec":"x","SX1302_conf":[]} x)").fate ==
          Muxs::configured);
    CHECK(read_muxs_message(R"({"msgtype":"router_config","sx1301_conf":[]})").fate == Muxs::refused);
    CHECK(read_muxs_message(R"({"msgtype":"router_config","hwspec":"sx1301/1"})").fate == Muxs::refused);
    CHECK(read_muxs_message(R"({"msgtype":"router_config","hwspec":"","radio_conf":{}})").fate ==
          Muxs::refused);
    for (const char* other : {R"({"msgtype":"router_config"} x)", R"({"msgtype":"router_config","a":})",
                              R"({"msgtype":"router_config","hwspec":1})", R"({"msgtype":"timesync"})",
                              R"({"msgtype":5})", "{}", "[]", "no json"})
        CHECK(read_muxs_message(other).fate == Muxs::ignored);
}

TEST_CASE("read_token ends every line in one CRLF and wants a name, a colon and a blank") {
    CHECK(read_token(as_bytes("Authorization: x")).value().lines == "Authorization: x\r\n");
    CHECK(read_token(as_bytes("Authorization: x\r\n\r\n\n")).value().lines == "Authorization: x\r\n");
    CHECK(read_token(as_bytes("A: 1\nB: 2\n")).value().lines == "A: 1\r\nB: 2\r\n");
    CHECK(read_token(as_bytes("\r\n")).value().lines.empty());
    CHECK_FALSE(read_token(as_bytes("A: 1\nB: 2\n")).value().overflows);
    CHECK(read_token(as_bytes("A: 1\nB: 2\nC: 3")).value().overflows);
    for (const char* bad : {"secret", "A:1", ": 1", "A: 1\r\n\r\nB: 2", "A b: 1"}) {
        CAPTURE(bad);
        CHECK(read_token(as_bytes(bad)).has_error());
    }
}

}  // namespace
}  // namespace cupspec::emulator
