#include "protocol/crc32.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::protocol;

TEST_CASE("crc32 is the CRC of the check string everybody uses") {
    CHECK(crc32(as_bytes("123456789")) == 0xCBF43926);  // the check value of CRC-32/ISO-HDLC
    CHECK(crc32({}) == 0);
    CHECK(crc32(Bytes(12, 0)) == 0x7BD5C66F);  // protocol.md §2.1
    CHECK(crc32(as_bytes("The quick brown fox jumps over the lazy dog")) == 0x414FA339);
}

TEST_CASE("crc32 goes on where it stopped, at every offset") {
    std::string text;
    for (int i = 0; i < 61; ++i) text += static_cast<char>(i * 37);
    const std::uint32_t whole = crc32(as_bytes(text));
    for (std::size_t at = 0; at <= text.size(); ++at) {
        const std::string_view view = text;
        CHECK(crc32(as_bytes(view.substr(at)), crc32(as_bytes(view.substr(0, at)))) == whole);
    }
}
