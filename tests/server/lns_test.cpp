#include "server/lns.hpp"

#include "json/cursor.hpp"
#include "net/connect.hpp"
#include "protocol/uri.hpp"
#include "server/errc.hpp"
#include "server/lns_messages.hpp"
#include "tests/server/lns_client.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using Kind = LnsEvent::Kind;

namespace {

net::awaitable<bool> until_closed(RunningLns* running) {
    while (running->events.empty() || running->events.back().kind != Kind::closed)
        co_await running->changed.wait(std::chrono::steady_clock::now() + std::chrono::seconds{20});
    co_return true;
}

/// Reads until a message comes or the connection ends; pings are answered meanwhile.
net::awaitable<bool> stay(Target target) {
    auto upgraded = co_await open(std::move(target));
    const auto message = co_await upgraded.socket->read();
    co_return message.has_value();
}

/// What a muxs sends to an upgraded gateway that says nothing, up to and with `mark`; empty when that never
/// comes.
net::awaitable<std::string> raw_muxs_bytes(std::uint16_t port, std::string mark) {
    auto stream = co_await net::connect("127.0.0.1", std::to_string(port), {}, std::chrono::seconds{20});
    if (!stream) co_return std::string{};
    (*stream)->expires_after(std::chrono::seconds{20});
    // Station's own upgrade lines, key included (protocol.md §9.1).
    const std::string upgrade =
        "GET /router HTTP/1.1\r\nHost: localhost:1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "Sec-WebSocket-Key: bpse8nVmEl6ZlX4lSb6RMw==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    const net::IoResult sent = co_await (*stream)->write(as_bytes(upgrade));
    if (sent.error) co_return std::string{};
    std::string received;
    Bytes block(4096);
    while (received.find(mark) == std::string::npos) {
        const net::IoResult got = co_await (*stream)->read_some(block);
        if (got.error) co_return std::string{};
        received += as_text(ByteView{block}.first(got.bytes));
    }
    co_return received;
}

/// Waits until the LNS has seen the gateway, then stops it.
net::awaitable<bool> stop_when_connected(RunningLns* running) {
    while (running->events.empty()) co_await running->changed.wait();
    co_await running->lns->stop();
    co_return true;
}

}  // namespace

TEST_CASE("Discovery names the muxs with strings, an explicit port and a path") {
    RunningLns running{plain_lns()};
    const std::string query =
        GENERATE(R"({"router":"::1"})", R"({"router":1})", R"({"router":"00-00-00-00-00-00-00-01"})");
    const std::string answer =
        run(running.context, discover({running.lns->discovery_port(), "/router-info", {}, {}}, query));
    CHECK(field(answer, "router") == "::1");
    CHECK(field(answer, "muxs") == "muxs-::0");
    const auto uri = protocol::parse_muxs_uri(field(answer, "uri").value());
    REQUIRE(uri.has_value());
    CHECK_FALSE(uri->tls);
    CHECK(uri->host == "localhost");
    CHECK(uri->port == std::to_string(running.lns->muxs_port()));
    CHECK(uri->path == "/router?eui=0000000000000001");
    CHECK_FALSE(field(answer, "error"));
    CHECK(running.kinds() == std::vector{Kind::discovery});
    CHECK(running.events[0].router == protocol::Eui64{1});
    CHECK(protocol::parse_tc_uri(running.lns->uri()).has_value());
}

TEST_CASE("The muxs answers version with router_config and stays until the gateway closes") {
    RunningLns running{plain_lns()};
    const std::string config =
        run(running.context,
            attach({running.lns->muxs_port(), "/router?eui=00000000000000a1", {}, {}}, kVersion));
    CHECK(message_type(config).value() == "router_config");
    run(running.context, until_closed(&running));
    CHECK(running.kinds() == std::vector{Kind::muxs_connected, Kind::version, Kind::closed});
    CHECK(running.events[1].router == protocol::Eui64{0xA1});
    CHECK(running.events[1].text == kVersion);
    CHECK(running.events[2].text == "closed by the gateway with 1000");
}

TEST_CASE("A muxs target without the gateway's name is served too") {
    RunningLns running{plain_lns()};
    CHECK(protocol::parse_muxs_uri(running.lns->muxs_uri())->path == "/router");
    const std::string config =
        run(running.context, attach({running.lns->muxs_port(), "/router", {}, {}}, kVersion));
    CHECK(message_type(config).value() == "router_config");
    CHECK_FALSE(running.events[0].router);
}

TEST_CASE("router_config holds what Station cannot do without") {
    const auto document = json::parse(router_config_eu868()).value();
    json::Reading reading{document};
    const auto root = reading.root();
    CHECK(root["msgtype"].text() == "router_config");
    CHECK(root["region"].text() == "EU863");
    CHECK(root["hwspec"].text() == "sx1301/1");
    CHECK(root["freq_range"].items().size() == 2);
    CHECK(root["DRs"].items().size() == 16);
    CHECK(root["DRs"].items()[5].items()[0].integer(0, 12) == 7);
    REQUIRE(root["sx1301_conf"].items().size() == 1);
    const auto board = root["sx1301_conf"].items()[0];
    // Station 2.0.6: channels are distances from a radio; together they are the eight of EU868.
    CHECK(board["radio_1"]["freq"].integer(0, 1'000'000'000) +
              board["chan_multiSF_0"]["if"].integer(-500'000, 500'000) ==
          868'100'000);
    CHECK(board["radio_0"]["freq"].integer(0, 1'000'000'000) +
              board["chan_multiSF_7"]["if"].integer(-500'000, 500'000) ==
          867'900'000);
    CHECK(root["nocca"].boolean());
    CHECK(root["nodc"].boolean());
    CHECK(root["nodwell"].boolean());
    CHECK(reading.ok());
}

TEST_CASE("Stopping the LNS ends connected gateways, and twice is once") {
    LnsOptions options = plain_lns();
    options.ping_every = std::chrono::milliseconds{1};
    RunningLns running{std::move(options)};
    net::testing::Beside<bool> gateway{running.context, stay({running.lns->muxs_port(), "/router", {}, {}})};
    CHECK(run(running.context, stop_when_connected(&running)));
    CHECK_FALSE(run(running.context, gateway.join()));
}

TEST_CASE("The muxs takes Station's upgrade and pings") {
    LnsOptions options = plain_lns();
    options.ping_every = std::chrono::milliseconds{1};
    RunningLns running{std::move(options)};
    // RFC 6455 §5.5.2: FIN, opcode 9, no mask, no payload.
    const std::string ping("\x89\x00", 2);
    const std::string bytes =
        run(running.context, raw_muxs_bytes(running.lns->muxs_port(), "\r\n\r\n" + ping));
    CHECK_THAT(bytes, Catch::StartsWith("HTTP/1.1 101 "));
}
