// What the gateway reads, cut in two at every byte and cut off at every byte: answers, LNS messages, and the
// files of its home.

#include "emulator/lns_messages.hpp"
#include "emulator/settings.hpp"
#include "emulator/token.hpp"
#include "one_answer.hpp"

#include <catch2/catch.hpp>

namespace cupspec::test {
namespace {

using emulator::Category;
using emulator::Outcome;

// Small, so that the answer below takes several buffers.
constexpr std::size_t kBuffer = 256;

/// A DER element of 150 content bytes, told apart by `fill`.
Bytes stream_element(std::uint8_t fill) {
    Bytes der{0x30, 0x82, 0x00, 0x96};
    der.resize(4 + 0x96, fill);
    return der;
}

Bytes blob(std::uint8_t fill) {
    return protocol::join({stream_element(fill), stream_element(static_cast<std::uint8_t>(fill + 1)),
                           stream_element(static_cast<std::uint8_t>(fill + 2))});
}

/// All six segments.
std::string full_answer() {
    protocol::Response response;
    response.cups_uri = "http://new:2";
    response.tc_uri = "ws://new:4";
    response.cups_cred = blob(0x21);
    response.tc_cred = blob(0x41);
    response.signature = protocol::Signature{0x01020304, Bytes(70, 0x30)};
    response.update = Bytes(300, '#');
    return answer_of(response);
}

MortalDisk::Files home() {
    return {{"home/cups.uri", to_bytes("http://old:1")},
            {"home/cups.trust", stream_element(0x11)},
            {"home/tc.uri", to_bytes("ws://old:3")}};
}

bool is_new(const OneRound& one, const std::string& name, std::string_view text) {
    return to_text(one.files().at("home/" + name)) == text;
}

TEST_CASE("Round does the same to the disk however an answer is cut in two") {
    const std::string answer = full_answer();
    OneRound whole{home(), kBuffer};
    whole.deliver(answer);
    const auto want = whole.end();
    REQUIRE(want.outcome == Outcome::updated);
    REQUIRE(want.committed == std::vector{Category::cups, Category::tc});
    for (std::size_t cut = 0; cut <= answer.size(); ++cut) {
        CAPTURE(cut);
        OneRound one{home(), kBuffer};
        one.deliver(std::string_view{answer}.substr(0, cut));
        one.deliver(std::string_view{answer}.substr(cut));
        const auto have = one.end();
        CHECK(have.outcome == want.outcome);
        CHECK(have.words == want.words);
        CHECK((one.files() == whole.files()));
    }
}

TEST_CASE("Round does the same to the disk when an answer comes byte by byte") {
    const std::string answer = full_answer();
    OneRound whole{home(), kBuffer};
    whole.deliver(answer);
    OneRound one{home(), kBuffer};
    for (const char& byte : answer) one.deliver({&byte, 1});
    CHECK(one.end().words == whole.end().words);
    CHECK((one.files() == whole.files()));
}

TEST_CASE("Round cut off at any byte changes both categories or none, and is no success") {
    const bool times_out = GENERATE(false, true);
    const std::string answer = full_answer();
    bool committed = false;
    for (std::size_t size = 0; size < answer.size(); ++size) {
        CAPTURE(size, times_out);
        OneRound one{home(), kBuffer};
        one.deliver(std::string_view{answer}.substr(0, size));
        REQUIRE_FALSE(one.round().finished());
        if (times_out) {
            one.round().on_timeout();
        } else {
            one.round().on_peer_closed({});
        }
        const auto report = one.end();
        CHECK(report.outcome == (times_out ? Outcome::timeout : Outcome::closed));
        // From the firmware's length on the configuration is in force, before none of it is (protocol.md
        // §1.5).
        const bool now = !report.committed.empty();
        CHECK((now || !committed));
        committed = now;
        CHECK(is_new(one, "cups.uri", now ? "http://new:2" : "http://old:1"));
        CHECK(is_new(one, "tc.uri", now ? "ws://new:4" : "ws://old:3"));
        CHECK(one.has("cups.key") == now);
        CHECK(one.has("tc.key") == now);
        CHECK(one.has("update.bi_") == now);
        CHECK_FALSE(one.has("update.bin"));
        CHECK_FALSE(one.has("cups-temp.upd"));
        CHECK_FALSE(one.has("tc-temp.upd"));
    }
    CHECK(committed);
}

TEST_CASE("read_discovery fails on an answer cut off at any byte") {
    const std::string_view answer =
        R"({"router":"::1","muxs":"muxs-::0","uri":"wss://lns:6039/router","x":{"y":[1,null]}})";
    REQUIRE(emulator::read_discovery(std::string{answer}).fate == emulator::DiscoveryAnswer::Fate::accepted);
    for (std::size_t size = 0; size < answer.size(); ++size) {
        CAPTURE(size);
        CHECK(emulator::read_discovery(std::string{answer.substr(0, size)}).fate ==
              emulator::DiscoveryAnswer::Fate::failed);
    }
}

TEST_CASE("read_muxs_message ignores a router_config cut off at any byte") {
    const std::string_view config =
        R"({"msgtype":"router_config","hwspec":"sx1301/1","sx1301_conf":[{"radio_0":{"freq":868500000}}]})";
    REQUIRE(emulator::read_muxs_message(std::string{config}).fate == emulator::MuxsMessage::Fate::configured);
    for (std::size_t size = 0; size < config.size(); ++size) {
        CAPTURE(size);
        CHECK(emulator::read_muxs_message(std::string{config.substr(0, size)}).fate ==
              emulator::MuxsMessage::Fate::ignored);
    }
}

TEST_CASE("Settings refuse a station.conf cut off at any byte") {
    const std::string_view conf = R"({ /* a gateway */ "station_conf": { "routerid": "::1", /* its name */
        "CUPS_RESYNC_INTV": "1h30m", "TLS_SNI": false, "CUPS_BUFSZ": "16KB" } })";
    REQUIRE(emulator::parse_settings(std::string{conf}, "station.conf", {}).has_value());
    for (std::size_t size = 0; size < conf.size(); ++size) {
        CAPTURE(size);
        CHECK(emulator::parse_settings(std::string{conf.substr(0, size)}, "station.conf", {}).has_error());
    }
}

TEST_CASE("read_token takes a key file cut off anywhere but within a header's name or colon") {
    const std::string_view file = "Authorization: Bearer abc\r\nX-Id: 7\r\n";
    for (std::size_t size = 0; size <= file.size(); ++size) {
        CAPTURE(size);
        const std::string_view cut = file.substr(0, size);
        const auto trimmed = cut.substr(0, cut.find_last_not_of("\r\n") + 1);
        const auto line = trimmed.substr(trimmed.rfind('\n') + 1);
        const bool whole = line.empty() || line.find(": ") != std::string_view::npos;
        CHECK(emulator::read_token(as_bytes(cut)).has_value() == whole);
    }
}

TEST_CASE("Gateway refuses to start on a URI file cut off before its port") {
    const std::string_view uri = "https://localhost:6040\n";
    for (std::size_t size = 0; size <= uri.size(); ++size) {
        CAPTURE(size);
        MortalDisk disk{{{"home/cups.uri", to_bytes(uri.substr(0, size))}}};
        emulator::Gateway gateway{disk, "home", {}};
        CHECK(gateway.start().has_value() == (size <= uri.rfind(':') + 1));
    }
}

TEST_CASE("A request carries the version file cut off anywhere, without what trails it") {
    const std::string_view version = "1.0.0\nof \"today\"\r\n";
    for (std::size_t size = 0; size <= version.size(); ++size) {
        CAPTURE(size);
        auto files = home();
        files["home/version.txt"] = to_bytes(version.substr(0, size));
        OneRound one{std::move(files)};
        std::string want{version.substr(0, size)};
        want.erase(want.find_last_not_of(" \r\n") + 1);
        CHECK(one.round().report().request->package == want);
    }
}

}  // namespace
}  // namespace cupspec::test
