#include "capture/stand_in.hpp"

#include "emulator/credential_blob.hpp"
#include "protocol/crc32.hpp"

#include <catch2/catch.hpp>

namespace cupspec::test {
namespace {

using namespace capture;

TEST_CASE("force_crc makes any checksum come out of four free bytes, and touches no other") {
    const Bytes before = to_bytes("the quick brown fox jumps over the lazy dog");
    for (const std::uint32_t wanted : {0U, 1U, 0xDEADBEEFU, 0xFFFFFFFFU}) {
        Bytes bytes = before;
        REQUIRE(force_crc(bytes, wanted, 10, 4));
        CHECK(protocol::crc32(bytes) == wanted);
        CHECK(Bytes(bytes.begin(), bytes.begin() + 10) == Bytes(before.begin(), before.begin() + 10));
        CHECK(Bytes(bytes.begin() + 14, bytes.end()) == Bytes(before.begin() + 14, before.end()));
    }
}

TEST_CASE("force_crc leaves the bytes alone where the free bits are too few") {
    Bytes bytes = to_bytes("abcdefgh");
    CHECK_FALSE(force_crc(bytes, 0x12345678U, 0, 3));
    CHECK_FALSE(force_crc(bytes, 0x12345678U, 6, 4));
    CHECK(to_text(bytes) == "abcdefgh");
}

TEST_CASE("stand_in_set has the sizes and the checksum that are known, and a gateway takes it apart so") {
    const SetShape shape{kUsualBytes, false, 0x84D5CE23U};
    const auto set = stand_in_set(shape);
    CHECK(crc(set) == 0x84D5CE23U);
    const auto reading = emulator::read_blob(join(set));
    CHECK(reading.fate == emulator::BlobReading::Fate::accepted);
    CHECK(reading.set == set);
    CHECK(set.trust.size() == kUsualBytes[0]);
    CHECK(set.certificate.size() == kUsualBytes[1]);
    CHECK(set.key.size() == kUsualBytes[2]);
}

TEST_CASE("stand_in_set makes a token a line of text, and the checksum of a set without a key") {
    const auto token = stand_in_set({{464, 0, 80}, true, 0x01020304U});
    CHECK(crc(token) == 0x01020304U);
    CHECK(to_text(token.key).starts_with("Authorization: "));
    CHECK(to_text(token.key).ends_with("\r\n"));
    CHECK(to_text(token.key).find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz: \r\n") == std::string::npos);
    CHECK(crc(stand_in_set({{464, 0, 0}, false, 77U})) == 77U);
}

}  // namespace
}  // namespace cupspec::test
