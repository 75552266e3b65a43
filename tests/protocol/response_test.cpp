#include "protocol/response.hpp"

#include "protocol/raw.hpp"
#include "tests/protocol/vectors.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

Response every_segment() {
    return {"https://cups:443",
            "wss://lns:887",
            Bytes(300, 0xC0),
            Bytes(200, 0xC1),
            Signature{0x84D5CE23, Bytes(8, 0x51)},
            Bytes(40, 0xF0)};
}

std::string refused_response(ByteView body) {
    const auto decoded = decode_response(body);
    return decoded ? "decoded" : describe(decoded.error());
}

}  // namespace

TEST_CASE("The first recorded answer carries CUPS URI and credentials") {
    const std::string session = GENERATE(from_range(kSessions));
    const auto decoded = decode_response(vector_file(session + "/resp-1.bin")).value();
    CHECK(decoded.consumed == vector_file(session + "/resp-1.bin").size());
    CHECK(decoded.response.cups_uri == to_text(home_file(session + "/home-1/cups.uri")));
    CHECK(decoded.response.tc_uri.empty());
    CHECK(decoded.response.cups_cred == join(home_set(session + "/home-1", "cups")));
    CHECK(decoded.response.tc_cred.empty());
    CHECK_FALSE(decoded.response.signature);
    CHECK(decoded.response.update.empty());
}

TEST_CASE("The second recorded answer carries TC data and a signed update") {
    const std::string session = GENERATE(from_range(kSessions));
    const auto response = decode_response(vector_file(session + "/resp-2.bin")).value().response;
    CHECK(response.cups_uri.empty());
    CHECK(response.tc_uri == to_text(home_file(session + "/home-2/tc.uri")));
    CHECK(response.tc_cred == join(home_set(session + "/home-2", "tc")));
    REQUIRE(response.signature);
    CHECK(response.signature->der == vector_file(session + "/cups-1/2.0.0.bin.sig-0"));
    CHECK(response.update == vector_file(session + "/cups-1/2.0.0.bin"));
}

TEST_CASE("The key CRC of the recorded signature is little-endian") {
    const auto response = decode_response(vector_file("session-plain/resp-2.bin")).value().response;
    CHECK(response.signature->key_crc == 2228604451U);  // as req-2.http reports it in `keys`
}

TEST_CASE("The third recorded answer changes nothing") {
    const Bytes body = vector_file("session-plain/resp-3.bin");
    CHECK(body == Bytes(kNullResponseBytes, 0));
    const auto decoded = decode_response(body).value();
    CHECK(decoded.response == Response{});
    CHECK(decoded.consumed == kNullResponseBytes);
    CHECK(encode(Response{}).value() == body);
}

TEST_CASE("A recorded answer encodes back byte for byte") {
    const std::string session = GENERATE(from_range(kSessions));
    const std::string name = session + "/resp-" + GENERATE(as<std::string>{}, "1", "2", "3") + ".bin";
    const Bytes body = vector_file(name);
    CHECK(encode(decode_response(body).value().response).value() == body);
}

TEST_CASE("encode_head is the body without the update") {
    const Response response = every_segment();
    const Bytes body = encode(response).value();
    Bytes head = encode_head(response, static_cast<std::uint32_t>(response.update.size())).value();
    head.insert(head.end(), response.update.begin(), response.update.end());
    CHECK(head == body);
    CHECK(encode_head({}, 0x80000000).error().code == Errc::length_range);
    CHECK(encode_head({}, 0x7FFFFFFF).value() == Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F});
}

TEST_CASE("Every proper prefix of an answer is truncated, within the field it ends in") {
    const Bytes body = encode(every_segment()).value();
    struct Field {
        const char* name;
        std::size_t size;
    };
    std::vector<std::string> field_at;
    for (const auto& [name, size] :
         {Field{"cupsUriLen", 1}, Field{"cupsUri", 16}, Field{"tcUriLen", 1}, Field{"tcUri", 13},
          Field{"cupsCredLen", 2}, Field{"cupsCred", 300}, Field{"tcCredLen", 2}, Field{"tcCred", 200},
          Field{"sigLen", 4}, Field{"keyCrc", 4}, Field{"sig", 8}, Field{"updLen", 4}, Field{"updData", 40}})
        field_at.insert(field_at.end(), size, name);
    REQUIRE(field_at.size() == body.size());
    for (std::size_t n = 0; n < body.size(); ++n) {
        const auto decoded = decode_response(ByteView{body}.first(n));
        REQUIRE_FALSE(decoded);
        CHECK(decoded.error().code == Errc::truncated);
        CHECK(decoded.error().where == "response." + field_at[n]);
    }
    CHECK(decode_response(body));
}

TEST_CASE("What follows the answer is not consumed") {
    for (const std::size_t extra : {1U, 4U, 1000U}) {
        Bytes body = encode(every_segment()).value();
        const std::size_t size = body.size();
        body.resize(size + extra);
        const auto decoded = decode_response(body).value();
        CHECK(decoded.consumed == size);
        CHECK(decoded.response == every_segment());
    }
}

TEST_CASE("A lie of the raw encoder is named by its field") {
    raw::Body body = raw::honest(every_segment());
    SECTION("a URI longer than the rest of the body") {
        body.fields[0].declared = 255;
        body.fields.resize(1);
        CHECK(refused_response(raw::encode(body)) ==
              "response.cupsUri: the bytes end inside the field: 16 of 255 bytes");
    }
    SECTION("a signature length without the key CRC") {
        body.fields[4].declared = 4;
        CHECK(refused_response(raw::encode(body)) ==
              "response.sigLen: length outside the allowed range: 4 is not 0 or 8..132");
    }
    SECTION("a signature that is too long") {
        body.fields[4].declared = 133;
        CHECK(refused_response(raw::encode(body)) ==
              "response.sigLen: length outside the allowed range: 133 is not 0 or 8..132");
    }
    SECTION("an update of 2 GiB") {
        body.fields[5].declared = 0x80000000;
        CHECK(refused_response(raw::encode(body)) ==
              "response.updLen: length outside the allowed range: 2147483648 is not 0..2147483647");
    }
    SECTION("an update one byte short") {
        body.fields[5].declared = 41;
        CHECK(refused_response(raw::encode(body)) ==
              "response.updData: the bytes end inside the field: 40 of 41 bytes");
    }
    SECTION("no length field for the update") {
        body.fields[5].length_bytes = 0;
        body.fields[5].actual.clear();
        CHECK(refused_response(raw::encode(body)) ==
              "response.updLen: the bytes end inside the field: 0 of 4 bytes");
    }
    SECTION("a big-endian credential length") {
        body.fields[2].declared = 300;
        body.fields[2].big_endian = true;
        CHECK(refused_response(raw::encode(body)) ==
              "response.cupsCred: the bytes end inside the field: 562 of 11265 bytes");
    }
}

TEST_CASE("encode refuses what the protocol forbids and names the field") {
    Response response = every_segment();
    const auto refused_field = [&response] {
        const auto body = encode(response);
        CHECK(body.error().code == Errc::length_range);
        return body.error().where;
    };
    SECTION("cupsUri") {
        response.cups_uri.assign(256, 'x');
        CHECK(refused_field() == "response.cupsUri");
    }
    SECTION("tcUri") {
        response.tc_uri.assign(256, 'x');
        CHECK(refused_field() == "response.tcUri");
    }
    SECTION("cupsCred") {
        response.cups_cred.assign(65536, 0);
        CHECK(refused_field() == "response.cupsCred");
    }
    SECTION("tcCred") {
        response.tc_cred.assign(65536, 0);
        CHECK(refused_field() == "response.tcCred");
    }
    SECTION("empty sig") {
        response.signature->der.clear();
        CHECK(refused_field() == "response.sig");
    }
    SECTION("short sig") {
        response.signature->der.assign(3, 0);
        CHECK(refused_field() == "response.sig");
    }
    SECTION("long sig") {
        response.signature->der.assign(129, 0);
        CHECK(refused_field() == "response.sig");
    }
}

TEST_CASE("The longest segments encode and decode") {
    const Response response{std::string(255, 'c'), std::string(255, 't'),       Bytes(65535, 1),
                            Bytes(65535, 2),       Signature{1, Bytes(128, 3)}, Bytes(100000, 4)};
    CHECK(decode_response(encode(response).value()).value().response == response);
}

TEST_CASE("check_length names the length field and the range") {
    CHECK(check_length(Segment::signature, 0));
    CHECK(check_length(Segment::signature, 8));
    CHECK(check_length(Segment::signature, 132));
    CHECK(check_length(Segment::signature, 7).error().where == "sigLen");
    CHECK(check_length(Segment::cups_uri, 255));
    CHECK(check_length(Segment::cups_uri, 256).error().where == "cupsUriLen");
    CHECK(check_length(Segment::update, 0x7FFFFFFF));
    CHECK(check_length(Segment::update, 0xFFFFFFFF).error().where == "updLen");
}
