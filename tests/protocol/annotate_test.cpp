#include "protocol/annotate.hpp"

#include "base/hex.hpp"
#include "protocol/raw.hpp"
#include "protocol/response.hpp"
#include "tests/protocol/vectors.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

std::string said(const std::vector<FieldNote>& notes) {
    std::string text;
    for (const FieldNote& note : notes)
        text += std::to_string(note.offset) + '+' + std::to_string(note.bytes) + ' ' +
                (note.broken ? "! " : "") + note.field + ": " + note.value + '\n';
    return text;
}

/// Notes follow each other without a gap up to the end of the body.
bool covers(const std::vector<FieldNote>& notes, std::size_t size) {
    std::size_t at = 0;
    for (const FieldNote& note : notes) {
        if (note.offset != at) return false;
        at += note.bytes;
    }
    return at == size;
}

/// True when eight bytes in a row of the secret stand in the dump's hex column.
bool leaks(const std::string& dump, ByteView secret) {
    std::string digits;
    for (const char c : dump)
        if (c != ' ') digits += c;
    for (std::size_t at = 0; at + 8 <= secret.size(); ++at)
        if (digits.find(to_hex(secret.subspan(at, 8))) != std::string::npos) return true;
    return false;
}

std::string dump(const Bytes& body) { return render_hex(body, annotate_response(body)); }

}  // namespace

TEST_CASE("Every field of a recorded answer is noted") {
    const Bytes body = vector_file("session-plain/resp-2.bin");
    const auto notes = annotate_response(body);
    CHECK(covers(notes, body.size()));
    CHECK(said(notes) ==
          "0+1 cupsUriLen: 0\n"
          "1+1 tcUriLen: 19\n"
          "2+19 tcUri: \"ws://localhost:6038\"\n"
          "21+2 cupsCredLen: 0\n"
          "23+2 tcCredLen: 1031, CRC 0xE7F69A2C = 3891698220\n"  // tcCredCrc of req-3.http
          "25+456 tcCred.trust: DER certificate, 456 bytes\n"
          "481+454 tcCred.certificate: DER certificate, 454 bytes\n"
          "935+121 tcCred.key: DER key, 121 bytes\n"
          "1056+4 sigLen: 76\n"
          "1060+4 keyCrc: CRC 0x84D5CE23 = 2228604451\n"
          "1064+72 sig: 72 bytes\n"
          "1136+4 updLen: 137\n"
          "1140+137 updData: 137 bytes, CRC 0xD8DA001B = 3638165531\n");
}

TEST_CASE("Every prefix of an answer is noted to its end and ends broken") {
    const Bytes body = vector_file("session-tls/resp-2.bin");
    for (std::size_t n = 0; n < body.size(); ++n) {
        const auto notes = annotate_response(ByteView{body}.first(n));
        REQUIRE(covers(notes, n));
        REQUIRE(notes.back().broken);
        CHECK(std::count_if(notes.begin(), notes.end(), [](const FieldNote& note) { return note.broken; }) ==
              1);
    }
}

TEST_CASE("What cannot be read is one last broken note") {
    CHECK(said(annotate_response({})) == "0+0 ! cupsUriLen: the bytes end inside the field: 0 of 1 byte\n");
    CHECK(said(annotate_response(Bytes{0, 5, 'a'})) ==
          "0+1 cupsUriLen: 0\n1+1 tcUriLen: 5\n2+1 ! tcUri: the bytes end inside the field: 1 of 5 bytes\n");
    raw::Body lie = raw::honest({});
    lie.fields[4].declared = 204;
    CHECK(said(annotate_response(raw::encode(lie))) ==
          "0+1 cupsUriLen: 0\n1+1 tcUriLen: 0\n2+2 cupsCredLen: 0\n4+2 tcCredLen: 0\n"
          "6+8 ! sigLen: length outside the allowed range: 204 is not 0 or 8..132\n");
}

TEST_CASE("Bytes behind the answer are noted") {
    const auto notes = annotate_response(Bytes(18, 0));
    CHECK(covers(notes, 18));
    CHECK(notes.back().field == "(after the answer)");
    CHECK(notes.back().offset == 14);
    CHECK_FALSE(notes.back().broken);
}

TEST_CASE("Credentials that do not split and URIs that are no text are broken, the rest is read") {
    Response response;
    response.cups_uri = "https://\xFF:1";
    response.tc_cred = to_bytes("-----BEGIN CERTIFICATE-----");
    const auto notes = annotate_response(encode(response).value());
    CHECK(said(notes).find("! cupsUri: 11 bytes, not text\n") != std::string::npos);
    CHECK(said(notes).find("! tcCred: 27 bytes, trust: not a credential set: offset 0: not DER") !=
          std::string::npos);
    CHECK(notes.back().field == "updLen");
}

TEST_CASE("render_hex sets bytes, text, fields and values in columns") {
    Response response;
    response.cups_uri = "https://localhost:6041";
    response.signature = Signature{0x84D5CE23, {0x30, 0x02, 0x41, 0x42}};
    CHECK('\n' + dump(encode(response).value()) == R"(
00000000  16                                                .                   cupsUriLen   22
00000001  68 74 74 70 73 3a 2f 2f  6c 6f 63 61 6c 68 6f 73  https://localhos    cupsUri      "https://localhost:6041"
00000011  74 3a 36 30 34 31                                 t:6041
00000017  00                                                .                   tcUriLen     0
00000018  00 00                                             ..                  cupsCredLen  0
0000001a  00 00                                             ..                  tcCredLen    0
0000001c  08 00 00 00                                       ....                sigLen       8
00000020  23 ce d5 84                                       #...                keyCrc       CRC 0x84D5CE23 = 2228604451
00000024  30 02 41 42                                       0.AB                sig          4 bytes
00000028  00 00 00 00                                       ....                updLen       0
)");
}

TEST_CASE("render_hex marks what is broken") {
    CHECK('\n' + dump({0, 5, 'a', 'b'}) == R"(
00000000  00                                                .                   cupsUriLen  0
00000001  05                                                .                   tcUriLen    5
00000002  61 62                                             ab                ! tcUri       the bytes end inside the field: 2 of 5 bytes
)");
    CHECK(dump({}).find("00000000  (nothing)  ") == 0);
}

TEST_CASE("render_hex shows the first line of certificates and firmware and no byte of a key") {
    const std::string text = dump(vector_file("session-plain/resp-2.bin"));
    CHECK_FALSE(leaks(text, vector_file("session-plain/home-2/tc.key")));
    const auto has = [&text](std::string_view line) { return text.find(line) != std::string::npos; };
    CHECK(
        has("00000019  30 82 01 c4 30 82 01 69  a0 03 02 01 02 02 14 3a  0...0..i.......:    tcCred.trust "));
    CHECK(has("\n00000029  ... (440 more bytes)\n000001e1  30 82 "));
    CHECK(has("\n000003a7  (121 bytes not shown)  "));
    CHECK(has("  tcCred.key          DER key, 121 bytes\n"));
    CHECK(has("\n00000474  23 21 2f 62 69 6e 2f 73  68 0a 23 20 63 75 70 73  #!/bin/sh.# cups    updData "));
    CHECK(text.ends_with("\n00000484  ... (121 more bytes)\n"));
}

TEST_CASE("No prefix of an answer shows a byte of a key") {
    const Bytes body = vector_file("session-plain/resp-1.bin");
    const Bytes key = vector_file("session-plain/home-1/cups.key");
    for (std::size_t n = 0; n <= body.size(); n += 7) {
        const Bytes prefix{body.begin(), body.begin() + static_cast<std::ptrdiff_t>(n)};
        REQUIRE_FALSE(leaks(dump(prefix), key));
    }
    CHECK(leaks("00 " + to_hex(key), key));
}

TEST_CASE("A short piece of credentials is not shown either") {
    for (const char* text : {"secret", "-----BEGIN X----"}) {
        Response response;
        response.cups_cred = to_bytes(text);
        response.tc_cred = to_bytes(text);
        Bytes body = encode(response).value();
        CHECK(dump(body).find(text) == std::string::npos);
        body.resize(2 + 2 + response.cups_cred.size() + 2 + response.tc_cred.size() - 1);  // within tcCred
        CHECK(dump(body).find(std::string_view{text}.substr(0, 4)) == std::string::npos);
    }
}

TEST_CASE("A token is not shown, an absent element is") {
    Response response;
    response.tc_cred = join({{0x30, 0x02, 1, 2}, {}, to_bytes("Authorization: secret-of-ours\r\n")});
    const std::string text = dump(encode(response).value());
    CHECK(text.find("secret") == std::string::npos);
    CHECK_FALSE(leaks(text, as_bytes("Authorization: secret-of-ours\r\n")));
    CHECK(text.find("(31 bytes not shown)") != std::string::npos);
    CHECK(text.find("00 00 00 00                                       ....                "
                    "tcCred.certificate  absent") != std::string::npos);
}

TEST_CASE("render_hex keeps within the body whatever the notes say") {
    const Bytes body{1, 2, 3};
    CHECK(render_hex(body, {{2, 100, "a", "b", false}, {50, 1, "c", "d", true}}).find("(nothing)") !=
          std::string::npos);
}
