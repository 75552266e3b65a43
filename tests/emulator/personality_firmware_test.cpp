// What each trait of files and firmware changes.

#include "base/files.hpp"
#include "played_gateway.hpp"
#include "protocol/crc32.hpp"

namespace cupspec::test {
namespace {

using emulator::Outcome;
using emulator::UpdateVerdict;
using protocol::Response;

Response answer_with_update(std::string_view text) {
    Response response;
    response.update = to_bytes(text);
    return response;
}

Bytes recorded_package(const std::string& name) {
    return read_file(std::string{CUPSPEC_VECTORS "/session-tls/cups-1/"} + name).value();
}

/// The recorded firmware under its recorded signature. @param key_crc as the segment says
Response signed_update(std::uint32_t key_crc) {
    Response response;
    response.update = recorded_package("2.0.0.bin");
    response.signature = protocol::Signature{key_crc, recorded_package("2.0.0.bin.sig-0")};
    return response;
}

MortalDisk::Files home_with_key() {
    auto files = PlayedGateway::plain_home();
    files["home/sig-0.key"] = recorded_package("sig-0.key");
    return files;
}

TEST_CASE("Transactions are synced from 2.0.6 on") {
    Response response;
    response.tc_uri = "ws://lns:1";
    const auto syncs = [&response](std::string_view name) {
        PlayedGateway played{name};
        played.answered(response);
        return played.disk.syncs;
    };
    CHECK(syncs("station-2.0.6") > 0);
    for (const std::string_view name : {"station-2.0.5", "station-2.0.1", "rak-basicstation"})
        CHECK(syncs(name) == 0);
}

TEST_CASE("A firmware begins anew, or behind the leftover of another before 2.0.4") {
    const auto arrived = [](std::string_view name) {
        auto files = PlayedGateway::plain_home();
        files["temp/update.bi_"] = to_bytes("left over ");
        PlayedGateway played{name, files};
        played.answered(answer_with_update("new"));
        return to_text(played.disk.read("temp/update.bin").value());
    };
    CHECK(arrived("station-2.0.6") == "new");
    CHECK(arrived("station-2.0.4") == "new");
    CHECK(arrived("station-2.0.3") == "left over new");
    CHECK(PlayedGateway{"station-2.0.3"}.answered(answer_with_update("new")).outcome == Outcome::updated);
}

TEST_CASE("A refused firmware goes, or stays to be run at the next start before 2.0.4") {
    const auto stays = [](std::string_view name) {
        PlayedGateway played{name, home_with_key()};
        const auto report = played.answered(answer_with_update("unsigned"));
        CHECK(report.update.kind == UpdateVerdict::Kind::refused);
        CHECK(report.update.file.empty());  // not to be run now
        return played.gateway.finds_update();
    };
    CHECK_FALSE(stays("station-2.0.6"));
    CHECK_FALSE(stays("station-2.0.4"));
    CHECK(stays("station-2.0.3"));
}

TEST_CASE("Unsigned firmware is run where there is no key, but never by a strict gateway") {
    CHECK(PlayedGateway{"station-2.0.6"}.answered(answer_with_update("x")).update.kind ==
          UpdateVerdict::Kind::unsigned_run);
    PlayedGateway strict{"strict"};
    const auto report = strict.answered(answer_with_update("x"));
    CHECK(report.update.kind == UpdateVerdict::Kind::refused);
    CHECK_FALSE(strict.disk.exists("temp/update.bin"));
}

TEST_CASE("The key CRC of a signature is a matter of strict gateways only") {
    const std::uint32_t right = protocol::crc32(recorded_package("sig-0.key"));
    const auto kind = [](std::string_view name, std::uint32_t key_crc) {
        return PlayedGateway{name, home_with_key()}.answered(signed_update(key_crc)).update.kind;
    };
    CHECK(kind("station-2.0.6", right + 1) == UpdateVerdict::Kind::verified);
    CHECK(kind("strict", right + 1) == UpdateVerdict::Kind::refused);
    CHECK(kind("strict", right) == UpdateVerdict::Kind::verified);
}

TEST_CASE("CUPS is switched off without a CUPS URI from 2.0.3 on") {
    const auto enabled = [](std::string_view name) {
        return PlayedGateway{name, {{"home/tc.uri", to_bytes("ws://lns:1")}}}.gateway.cups_enabled();
    };
    CHECK_FALSE(enabled("station-2.0.6"));
    CHECK_FALSE(enabled("station-2.0.3"));
    CHECK(enabled("station-2.0.2"));
    CHECK(enabled("station-2.0.1"));
}

}  // namespace
}  // namespace cupspec::test
