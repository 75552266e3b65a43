// One attempt at the LNS against servers that are bytes.

#include "emulator/lns_link.hpp"

#include "played_gateway.hpp"
#include "scripted_lns.hpp"

namespace cupspec::test {
namespace {

using emulator::LnsEnd;
using emulator::LnsReport;
using net::testing::run;
using namespace std::string_literals;

// `{"router":"::1"}` in a frame, a close, and `version` of 158 bytes in one with a length of 16 bits.
constexpr std::size_t kQuery = 6 + 16;
const std::string kClose = "\x88\x82\0\0\0\0\x03\xe8"s;
const std::string kServerClose = "\x88\x02\x03\xe8";
const std::string kConfig = text_frame(R"({"msgtype":"router_config","hwspec":"sx1301/1","radio_conf":{}})");
const std::string kBadConfig = text_frame(R"({"msgtype":"router_config","hwspec":"sx1301/1"})");

/// A gateway and its LNS; discovery and muxs lie on one port, in turn.
class LinkScene {
public:
    LinkScene() { put("tc.uri", lns.uri()); }
    ~LinkScene() { run(context, lns.stop()); }
    LinkScene(const LinkScene&) = delete;
    LinkScene& operator=(const LinkScene&) = delete;

    void put(const std::string& name, const std::string& text) {
        gateway.disk.files["home/" + name] = to_bytes(text);
    }
    std::string answer() const { return text_frame(R"({"uri":")" + lns.uri() + R"(/muxs"})"); }

    LnsReport attempt(std::string known_muxs = {}) {
        emulator::LnsPlan plan;
        plan.muxs_uri = std::move(known_muxs);
        plan.on_muxs_learned = [this](const std::string& uri) { learned = uri; };
        plan.on_connected = [this] { connected = true; };
        const emulator::DriveOptions options;
        return run(context, emulator::connect_lns(gateway.gateway, options, std::move(plan), muxs));
    }
    LnsEnd stay() { return run(context, emulator::stay_connected(*muxs)); }

    net::asio::io_context context;
    ScriptedLns lns{context};
    PlayedGateway gateway{"station-2.0.6"};
    std::unique_ptr<net::WebSocket> muxs;
    std::string learned;
    bool connected = false;
};

TEST_CASE("connect_lns sends what Station sends, first to discovery, then to muxs") {
    LinkScene scene;
    scene.lns.scripts = {{{kQuery, scene.answer()}, {kClose.size(), kServerClose}}, {{1, kConfig}}};
    const LnsReport report = scene.attempt();
    CHECK(report.ok());
    CHECK(scene.connected);
    CHECK(scene.learned == scene.lns.uri() + "/muxs");
    scene.muxs.reset();
    REQUIRE(scene.lns.heads.size() == 2);
    CHECK(scene.lns.heads[0].rfind("GET /router-info HTTP/1.1\r\nHost: 127.0.0.1:", 0) == 0);
    CHECK(scene.lns.heads[1].rfind("GET /muxs HTTP/1.1\r\n", 0) == 0);
    CHECK(scene.lns.frames[0].substr(0, 6) == "\x81\x90\x01\x01\x01\x01");
    CHECK(unmasked(scene.lns.frames[0].substr(0, kQuery)) == R"({"router":"::1"})");
    CHECK(scene.lns.frames[0].substr(kQuery) == kClose);
    CHECK(scene.gateway.disk.files.contains("home/tc-bak.done"));
}

TEST_CASE("connect_lns sends version at once, without waiting for the server") {
    LinkScene scene;
    scene.lns.scripts = {{{1, kBadConfig + kServerClose}}};
    scene.attempt(scene.lns.uri() + "/muxs");
    const std::string version = unmasked(scene.lns.frames[0].substr(2));
    CHECK(version.rfind(R"x({"msgtype":"version","station":"2.0.6(linux/std)",)x", 0) == 0);
}

TEST_CASE("connect_lns ignores binary frames and answers pings on its way") {
    LinkScene scene;
    scene.lns.scripts = {
        {{kQuery, "\x82\x02{}\x89\x01p"s}, {7, scene.answer()}, {kClose.size(), kServerClose}},
        {{1, "\x82\x01x\x8a\x01p"s + text_frame("no json") + text_frame(R"({"msgtype":"new"})") + kConfig}}};
    CHECK(scene.attempt().ok());
    CHECK(scene.lns.frames[0].substr(kQuery, 7) == "\x8a\x81\x01\x01\x01\x01q");
}

TEST_CASE("connect_lns fails when a second text comes before the discovery's close has finished") {
    const bool after_close = GENERATE(false, true);
    LinkScene scene;
    const std::string second = text_frame(R"({"uri":"ws://127.0.0.1:1/other"})");
    scene.lns.scripts = {{{kQuery, after_close ? scene.answer() : scene.answer() + second},
                          {kClose.size(), after_close ? second + kServerClose : kServerClose}}};
    const LnsReport report = scene.attempt();
    CHECK(report.stage == LnsReport::Stage::discovery);
    CHECK(report.problem == "discovery-not-understood");
    CHECK(end_of(report) == LnsEnd::failed);
    // The first one's uri stays known: the back-off is that of a muxs that was lost.
    CHECK(scene.learned == scene.lns.uri() + "/muxs");
    CHECK(scene.lns.heads.size() == 1);
}

TEST_CASE("connect_lns goes on to muxs whatever ends the discovery's connection, if no text comes") {
    const auto end = GENERATE("\x82\x01x\x88\x02\x0f\xa1"s, "\x88\0"s, "\x01\x02hi"s, "\x81\x85"s);
    LinkScene scene;
    scene.lns.scripts = {{{kQuery, scene.answer()}, {kClose.size(), end}}, {{1, kConfig}}};
    CHECK(scene.attempt().ok());
}

TEST_CASE("connect_lns drops the discovery at a frame Station does not take") {
    LinkScene scene;
    scene.lns.scripts = {{{kQuery, "\x01\x02{}\x80\x01 "s}}};
    const LnsReport report = scene.attempt();
    CHECK(report.problem == "discovery-closed");
    CHECK(end_of(report) == LnsEnd::failed);
    CHECK(scene.lns.frames[0].size() == kQuery);
}

TEST_CASE("connect_lns closes before it turns to CUPS about an error, and not about a refused upgrade") {
    LinkScene scene;
    scene.lns.scripts = {{{kQuery, text_frame(R"({"error":"who?"})")}, {kClose.size(), kServerClose}}, {}};
    const LnsReport rejected = scene.attempt();
    CHECK(end_of(rejected) == LnsEnd::rejected);
    CHECK(rejected.ask_cups);
    CHECK(scene.lns.frames[0].substr(kQuery) == kClose);
    scene.lns.refusal = "HTTP/1.1 403 Forbidden\r\n\r\n";
    const LnsReport refused = scene.attempt();
    CHECK(refused.problem == "discovery-refused:403");
    CHECK(end_of(refused) == LnsEnd::failed);
}

TEST_CASE("connect_lns fails for good with a router_config Station cannot use, and closes with 1000") {
    LinkScene scene;
    scene.lns.scripts = {{{1, kBadConfig}, {200, kServerClose}}};
    const LnsReport report = scene.attempt(scene.lns.uri() + "/muxs");
    CHECK(report.stage == LnsReport::Stage::connected);
    CHECK(report.problem == "router-config-refused");
    CHECK(end_of(report) == LnsEnd::failed);
    CHECK(scene.lns.frames[0].ends_with(kClose));
}

TEST_CASE("connect_lns calls a muxs that goes away again closed, and echoes its code") {
    LinkScene scene;
    scene.lns.scripts = {{{1, "\x88\x02\x03\xe9"}}};
    const LnsReport report = scene.attempt(scene.lns.uri() + "/muxs");
    CHECK(report.problem == "muxs-closed");
    CHECK(report.detail == "closed with code 1001");
    CHECK(end_of(report) == LnsEnd::closed);
}

TEST_CASE("stay_connected tells a lost muxs from one whose later router_config is refused") {
    const auto [later, end] = GENERATE_COPY(
        table<std::string, LnsEnd>({{kServerClose, LnsEnd::closed},
                                    {kConfig + "\x91\x01x", LnsEnd::closed},
                                    {"\x82\x01x" + kConfig + kBadConfig + kServerClose, LnsEnd::failed}}));
    LinkScene scene;
    scene.lns.scripts = {{{1, kConfig + later}}};
    REQUIRE(scene.attempt(scene.lns.uri() + "/muxs").ok());
    CHECK(scene.stay() == end);
}

TEST_CASE("connect_lns asks CUPS about the files of discovery alone") {
    LinkScene scene;
    const std::string secure = "wss" + scene.lns.uri().substr(2);
    // No tc.trust: a muxs over TLS is out of reach, which is a failure like any other.
    const LnsReport at_muxs = scene.attempt(secure + "/muxs");
    CHECK(at_muxs.problem == "no-trust");
    CHECK(end_of(at_muxs) == LnsEnd::failed);
    scene.put("tc.uri", secure);
    const LnsReport at_discovery = scene.attempt();
    CHECK(at_discovery.problem == "no-trust");
    CHECK(at_discovery.stage == LnsReport::Stage::no_uri);
    CHECK(end_of(at_discovery) == LnsEnd::no_uri);
    scene.put("tc.uri", "ws://nowhere");
    CHECK(end_of(scene.attempt()) == LnsEnd::no_uri);
    scene.gateway.disk.files.erase("home/tc.uri");
    CHECK(end_of(scene.attempt()) == LnsEnd::no_uri);
    // Which a muxs known from before needs no more.
    scene.lns.scripts = {{{1, kConfig}}};
    CHECK(scene.attempt(scene.lns.uri() + "/muxs").ok());
}

TEST_CASE("connect_lns sends no token without TLS") {
    LinkScene scene;
    scene.put("tc.trust", "trust");
    scene.put("tc.key", "Authorization: secret\r\n");
    scene.lns.scripts = {{{kQuery, scene.answer()}, {kClose.size(), kServerClose}}, {{1, kConfig}}};
    CHECK(scene.attempt().ok());
    for (const std::string& head : scene.lns.heads) CHECK(head.find("secret") == std::string::npos);
}

}  // namespace
}  // namespace cupspec::test
