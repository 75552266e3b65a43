#include "base/hex.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;

TEST_CASE("to_hex writes two lower-case digits a byte") {
    CHECK(to_hex(Bytes{0x00, 0x0F, 0xA5, 0xFF}) == "000fa5ff");
    CHECK(to_hex({}).empty());
}

TEST_CASE("to_hex8 writes eight upper-case digits") {
    CHECK(to_hex8(0) == "00000000");
    CHECK(to_hex8(0x7BD5C66F) == "7BD5C66F");
    CHECK(to_hex8(0xFFFFFFFF) == "FFFFFFFF");
}

TEST_CASE("from_hex reads either case and nothing else") {
    CHECK(from_hex("000fA5fF") == Bytes{0x00, 0x0F, 0xA5, 0xFF});
    CHECK(from_hex("") == Bytes{});
    for (const char* text : {"0", "0g", "g0", " 00", "0x00", "00 ", "-1"}) CHECK_FALSE(from_hex(text));
}

TEST_CASE("hex_digit knows the borders of its three ranges") {
    CHECK(hex_digit('0') == 0U);
    CHECK(hex_digit('9') == 9U);
    CHECK(hex_digit('a') == 10U);
    CHECK(hex_digit('F') == 15U);
    for (const char c : {'/', ':', '@', 'G', '`', 'g', '\0'}) CHECK_FALSE(hex_digit(c));
}
