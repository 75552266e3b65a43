#include "protocol/raw.hpp"

#include "tests/protocol/vectors.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

Bytes field(std::size_t width, std::uint64_t declared, bool big_endian = false) {
    return raw::encode({{{width, declared, {'x'}, big_endian}}, {}});
}

}  // namespace

TEST_CASE("raw::honest is what encode writes") {
    const std::string session = GENERATE(from_range(kSessions));
    const Bytes body = vector_file(session + "/resp-" + GENERATE(as<std::string>{}, "1", "2", "3") + ".bin");
    CHECK(raw::encode(raw::honest(decode_response(body).value().response)) == body);
}

TEST_CASE("raw::encode writes a length of any width, from either end") {
    CHECK(field(0, 7) == Bytes{'x'});
    CHECK(field(1, 0x1234) == Bytes{0x34, 'x'});
    CHECK(field(2, 0x1234) == Bytes{0x34, 0x12, 'x'});
    CHECK(field(2, 0x1234, true) == Bytes{0x12, 0x34, 'x'});
    CHECK(field(8, 0x0102030405060708) == Bytes{8, 7, 6, 5, 4, 3, 2, 1, 'x'});
    CHECK(field(8, 1, true) == Bytes{0, 0, 0, 0, 0, 0, 0, 1, 'x'});
}

TEST_CASE("raw::largest_length is what a length field of so many bytes can say") {
    CHECK(raw::largest_length(0) == 0);
    CHECK(raw::largest_length(1) == 255);
    CHECK(raw::largest_length(2) == 65'535);
    CHECK(raw::largest_length(4) == 4'294'967'295);
    CHECK(raw::largest_length(8) == ~std::uint64_t{0});
}

TEST_CASE("raw::encode puts the trailing bytes last") {
    raw::Body body = raw::honest({});
    body.trailing = {1, 2, 3, 4};
    CHECK(raw::encode(body).size() == kNullResponseBytes + 4);
    CHECK(raw::encode(body).back() == 4);
}

TEST_CASE("raw::honest does not judge a signature") {
    Response response;
    response.signature = Signature{0xA1B2C3D4, {}};
    const Bytes expected{0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0xD4, 0xC3, 0xB2, 0xA1, 0, 0, 0, 0};
    CHECK(raw::encode(raw::honest(response)) == expected);
}
