// What each trait of the answer changes: outcomes, and what lies in the home afterwards.

#include "emulator/reply_reader.hpp"
#include "played_gateway.hpp"
#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"
#include "protocol/raw.hpp"

namespace cupspec::test {
namespace {

using emulator::Outcome;
using emulator::UpdateVerdict;
using protocol::Response;

/// A DER element of two content bytes.
Bytes element(std::uint8_t fill) { return {0x30, 0x02, fill, fill}; }

Bytes x509_blob() { return protocol::join({element(1), element(2), element(3)}); }
Bytes token_blob() { return protocol::join({element(1), {}, to_bytes("Authorization: x\r\n")}); }

Response with_update(std::string_view text) {
    Response response;
    response.update = to_bytes(text);
    return response;
}

/// A signature segment of `bytes`, in front of a firmware.
Bytes body_with_signature_of(std::size_t bytes) {
    auto body = protocol::raw::honest(with_update("#!/bin/sh\n"));
    body.fields.at(4).declared = bytes;
    body.fields.at(4).actual = Bytes(bytes, 0x41);
    return protocol::raw::encode(body);
}

TEST_CASE("A strict gateway reads no head that is not as the RFC has it") {
    const std::string body(14, '\0');
    for (const std::string head :
         {"ICAP/1.1 200 OK\r\nContent-Length: 14", "HTTP/1.1 200\r\nContent-Length: 14",
          "HTTP/1.1 200 OK\r\nContent-Length: 0xE", "HTTP/1.1 200 OK\r\nContent-Length: 14 bytes",
          "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Length: 14",
          "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nTransfer-Encoding: identity"}) {
        CAPTURE(head);
        const std::string answer = head + "\r\n\r\n" + body;
        CHECK(PlayedGateway{"station-2.0.6"}.answered(answer).outcome == Outcome::no_updates);
        CHECK(PlayedGateway{"strict"}.answered(answer).outcome != Outcome::no_updates);
    }
    const std::string good = "HTTP/1.0 200 Fine\r\nX: y\r\ncontent-length:14 \r\n\r\n" + body;
    CHECK(PlayedGateway{"strict"}.answered(good).outcome == Outcome::no_updates);
    CHECK(emulator::read_head_strictly("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n").status == 404);
    CHECK(emulator::read_head_strictly("HTTP/1.1 200 OK\r\n\r\n").status == -1);
}

TEST_CASE("An error answer larger than the buffer kills a Station and nobody else") {
    const std::string answer =
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9000\r\n\r\n" + std::string(9000, 'x');
    CHECK(PlayedGateway{"station-2.0.6"}.answered(answer).outcome == Outcome::crashed);
    CHECK(PlayedGateway{"station-2.0.1"}.answered(answer).outcome == Outcome::crashed);
    for (const std::string_view name : {"strict", "rak-basicstation"})
        CHECK(PlayedGateway{name}.answered(answer).outcome == Outcome::rejected);
}

TEST_CASE("A signature that is too long breaks the answer, or is dropped in silence before 2.0.4") {
    const std::string answer = PlayedGateway::ok(body_with_signature_of(200));
    for (const std::string_view name : {"station-2.0.6", "station-2.0.4", "strict"}) {
        const auto report = PlayedGateway{name}.answered(answer);
        CHECK(report.outcome == Outcome::protocol_error);
        CHECK(first_problem(report) == "signature-length-refused:200");
    }
    CHECK(PlayedGateway{"rak-basicstation"}.answered(answer).outcome == Outcome::updated);
    PlayedGateway old{"station-2.0.3"};
    const auto report = old.answered(answer);
    CHECK(report.outcome == Outcome::updated);
    CHECK(report.update.kind == UpdateVerdict::Kind::unsigned_run);
    CHECK_FALSE(report.response->signature.has_value());
    // Shorter than the key CRC it begins with: as if there were none.
    CHECK(PlayedGateway{"station-2.0.3"}.answered(PlayedGateway::ok(body_with_signature_of(3))).outcome ==
          Outcome::updated);
}

TEST_CASE("A firmware length of 2 GiB breaks the answer before anything is committed, from 2.0.4 on") {
    Response response;
    response.tc_uri = "ws://lns:1";
    auto body = protocol::raw::honest(response);
    body.fields.at(5).declared = 0x8000'0000;
    const std::string answer = PlayedGateway::ok(protocol::raw::encode(body));
    for (const std::string_view name : {"station-2.0.6", "station-2.0.4"}) {
        PlayedGateway played{name};
        CHECK(first_problem(played.answered(answer)) == "length-of-2g-or-more:segment5");
        CHECK(played.text("tc.uri").empty());
    }
    PlayedGateway old{"station-2.0.3"};
    CHECK(first_problem(old.answered(answer)) == "body-ended-early");
    CHECK(old.text("tc.uri") == "ws://lns:1");
}

TEST_CASE("Bytes behind the update break a strict gateway's answer") {
    auto body = protocol::raw::honest({});
    body.trailing = Bytes(4, 0);  // the 18 bytes some servers send for "nothing new"
    const std::string answer = PlayedGateway::ok(protocol::raw::encode(body));
    CHECK(PlayedGateway{"station-2.0.6"}.answered(answer).outcome == Outcome::no_updates);
    CHECK(PlayedGateway{"rak-basicstation"}.answered(answer).outcome == Outcome::no_updates);
    const auto report = PlayedGateway{"strict"}.answered(answer);
    CHECK(report.outcome == Outcome::protocol_error);
    CHECK(first_problem(report) == "trailing-bytes:4");
}

TEST_CASE("A URI nobody could use is stored by a Station and refused by a strict gateway") {
    for (const std::string& uri : {std::string{"HTTPS://server:1"}, std::string{"https://server:1/"},
                                   "https://" + std::string(130, 'x') + ":1"}) {
        Response response;
        response.cups_uri = uri;
        PlayedGateway station{"station-2.0.6"};
        CHECK(station.answered(response).outcome == Outcome::updated);
        CHECK(station.text("cups.uri") == uri);
        PlayedGateway strict{"strict"};
        CHECK(first_problem(strict.answered(response)) == "unusable:cups-uri");
        CHECK(strict.text("cups.uri") == "http://server:6040");
    }
    Response response;
    response.tc_uri = "wss://lns:1/path";
    CHECK(first_problem(PlayedGateway{"strict"}.answered(response)) == "unusable:tc-uri");
}

TEST_CASE("A segment that says nothing new is a change to a Station and an error to a strict gateway") {
    Response uri;
    uri.cups_uri = "http://server:6040";
    CHECK(PlayedGateway{"station-2.0.6"}.answered(uri).cups_changed);
    CHECK(first_problem(PlayedGateway{"strict"}.answered(uri)) == "nothing-new:cups-uri");

    auto files = PlayedGateway::plain_home();
    files["home/tc.trust"] = element(1);
    files["home/tc.crt"] = element(2);
    files["home/tc.key"] = element(3);
    Response credentials;
    credentials.tc_cred = x509_blob();
    CHECK(PlayedGateway{"station-2.0.6", files}.answered(credentials).outcome == Outcome::updated);
    CHECK(first_problem(PlayedGateway{"strict", files}.answered(credentials)) == "nothing-new:tc-cred");
    CHECK(PlayedGateway{"strict"}.answered(credentials).outcome == Outcome::updated);
}

TEST_CASE("A strict gateway takes proper DER and nothing else for credentials") {
    // 200 content bytes: a length in one byte behind 81, which a Station reads as two.
    Bytes key{0x30, 0x81, 200};
    key.resize(3 + 200, 0x55);
    Response response;
    response.cups_cred = protocol::join({element(1), element(2), key});
    PlayedGateway strict{"strict"};
    CHECK(strict.answered(response).outcome == Outcome::updated);
    CHECK(strict.text("cups.key") == to_text(key));
    PlayedGateway station{"station-2.0.6"};
    CHECK(first_problem(station.answered(response)) == "cred-refused:cups:parts-exceed-segment");
    CHECK(station.text("cups.key").empty());

    response.cups_cred = x509_blob();
    response.cups_cred.push_back(0);
    CHECK(PlayedGateway{"strict"}.answered(response).outcome == Outcome::protocol_error);
    response.cups_cred = to_bytes("-----BEGIN CERTIFICATE-----");
    CHECK(first_problem(PlayedGateway{"strict"}.answered(response)) == "cred-refused:cups:trust");
    CHECK(PlayedGateway{"station-2.0.6"}.answered(response).outcome == Outcome::updated);
}

TEST_CASE("rak-basicstation keeps a TC segment as it came and uses its token only") {
    Response response;
    response.tc_cred = token_blob();
    PlayedGateway token{"rak-basicstation"};
    CHECK(token.answered(response).outcome == Outcome::updated);
    CHECK(token.text("tc.key") == "Authorization: x\r\n");
    CHECK(token.text("tc.cred") == to_text(response.tc_cred));
    CHECK(token.request().find("\"tcCredCrc\":" + std::to_string(protocol::crc32(response.tc_cred))) !=
          std::string::npos);

    response.tc_cred = x509_blob();
    PlayedGateway x509{"rak-basicstation"};
    CHECK(x509.answered(response).tc_changed);
    CHECK_FALSE(x509.disk.exists("home/tc.key"));
    CHECK(x509.request().find("\"tcCredCrc\":" + std::to_string(protocol::crc32(response.tc_cred))) !=
          std::string::npos);

    PlayedGateway station{"station-2.0.6"};
    response.tc_cred = protocol::join({element(1), element(2), element(3)});
    station.answered(response);
    CHECK_FALSE(station.disk.exists("home/tc.cred"));
}

TEST_CASE("rak-basicstation stays with the CUPS server and the firmware it has") {
    Response response = with_update("#!/bin/sh\n");
    response.cups_uri = "http://other:1";
    response.cups_cred = x509_blob();
    PlayedGateway played{"rak-basicstation"};
    const auto report = played.answered(response);
    CHECK(report.outcome == Outcome::updated);
    CHECK_FALSE(report.cups_changed);
    CHECK(report.next.after == std::chrono::hours{24});
    CHECK(report.response->update_bytes == 10U);
    CHECK(report.update.kind == UpdateVerdict::Kind::none);
    CHECK(played.text("cups.uri") == "http://server:6040");
    CHECK_FALSE(played.disk.exists("home/cups.crt"));
    CHECK_FALSE(played.disk.exists("temp/update.bin"));
    CHECK_FALSE(played.disk.exists("home/cups-bak.done"));  // one set: nothing to fall back to
}

}  // namespace
}  // namespace cupspec::test
