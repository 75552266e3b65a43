#include "protocol/eui64.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

constexpr std::uint64_t kFull = 0x00800000A000FD46;

}  // namespace

TEST_CASE("to_id6 folds the groups that Station folds") {
    const auto [value, text] = GENERATE(table<std::uint64_t, std::string>({
        {0x1, "::1"},  // protocol.md §3.3, as all but the last three
        {0x0000'0000'ABCD'0000, "::abcd:0"},
        {0x0000'0001'0000'0000, "0:1::"},
        {0x0000'0001'0000'0004, "0:1:0:4"},
        {0x0001'0000'0000'0004, "1::4"},
        {0x00FF'0000'0000'0000, "ff::"},
        {0x0011'2233'4455'6677, "11:2233:4455:6677"},
        {0xB827'EBFF'FE12'3456, "b827:ebff:fe12:3456"},
        {0x0000'0000'0000'0000, "::0"},
        {0x0001'0002'0000'0000, "1:2::"},
        {0x0000'0001'0002'0000, "0:1:2:0"},
    }));
    CHECK(to_id6({value}) == text);
    CHECK(parse_eui64(text).value().value == value);
}

TEST_CASE("to_id6 and parse_eui64 agree on every pattern of zero groups") {
    for (unsigned pattern = 0; pattern < 81; ++pattern) {
        std::uint64_t value = 0;
        for (unsigned rest = pattern, i = 0; i < 4; ++i, rest /= 3) {
            constexpr std::uint64_t kGroup[] = {0, 7, 0xFFFF};
            value = value << 16U | kGroup[rest % 3];
        }
        INFO(to_id6({value}));
        CHECK(parse_eui64(to_id6({value})).value().value == value);
        CHECK(parse_eui64(to_hex16({value})).value().value == value);
        CHECK(parse_eui64("0x" + to_hex16({value})).value().value == value);
    }
}

TEST_CASE("to_hex16 always writes sixteen digits") {
    CHECK(to_hex16({1}) == "0000000000000001");
    CHECK(to_hex16({0xB827EBFFFE123456}) == "b827ebfffe123456");
}

TEST_CASE("parse_eui64 reads every form of one gateway") {
    const char* text = GENERATE("80:0:a000:fd46", "0080:0000:A000:FD46", "80::a000:fd46",
                                "00-80-00-00-a0-00-FD-46", "00:80:00:00:a0:00:fd:46", "00800000a000fd46",
                                "0x00800000a000fd46", "0x800000A000FD46", "36028799703383366");
    INFO(text);
    CHECK(parse_eui64(text).value().value == kFull);
}

TEST_CASE("parse_eui64 puts the zeros of a fold in their place") {
    const auto [text, value] = GENERATE(table<std::string, std::uint64_t>({
        {"::", 0},
        {"::1", 1},
        {"1::", 0x0001'0000'0000'0000},
        {"0:1::", 0x0000'0001'0000'0000},
        {"80::fd46", 0x0080'0000'0000'FD46},
        {"1:2::3", 0x0001'0002'0000'0003},
        {"1::2:3", 0x0001'0000'0002'0003},
        {"::1:2:3", 0x0000'0001'0002'0003},
        {"1:2:3::", 0x0001'0002'0003'0000},
    }));
    CHECK(parse_eui64(text).value().value == value);
}

TEST_CASE("parse_eui64 reads sixteen digits without a letter as hex, others as decimal") {
    CHECK(parse_eui64("1234567890123456").value().value == 0x1234567890123456);
    CHECK(parse_eui64("123456789012345").value().value == 123456789012345U);
    CHECK(parse_eui64("12345678901234567").value().value == 12345678901234567U);
    CHECK(parse_eui64("18446744073709551615").value().value == 0xFFFFFFFFFFFFFFFF);
    CHECK(parse_eui64("0").value().value == 0);
}

TEST_CASE("parse_eui64 refuses everything else") {
    const std::string text =
        GENERATE(as<std::string>{},  //
                 "", " ", "::1 ", " ::1", "+1", "-1", "0x", "0x12345678901234567", "0x-1", "0xg", "12 34",
                 "abc", "b827ebff", "18446744073709551616", "018446744073709551615", "99999999999999999999",
                 "1:2:3", "1:2:3:4:5", "1:2:3:4::", "::1:2:3:4", "1::2:3:4", "1::2::3",
                 ":::", "::1:", ":1::", "1:::2", ":1:2:3", "1:2:3:", "12345::", "::12345", "1:2:3:10000",
                 "00-80-00-00-a0-00-fd", "00-80-00-00-a0-00-fd-46-00", "0-80-00-00-a0-00-fd-46",
                 "00-80:00-00-a0-00-fd-46", "00:80:00:00:a0:00:fd:4", "0080-0000-a000-fd46",
                 "00:80:00:00:a0:00:fd:46:", "::0x1", "::-1", "::g", "0X1");
    INFO(text);
    const auto parsed = parse_eui64(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == Errc::bad_eui);
    CHECK(parsed.error().detail == '"' + text + '"');
}

TEST_CASE("parse_eui64 quotes a long or unprintable text in a form that can be printed") {
    CHECK(parse_eui64(std::string(1000, 'x')).error().detail.size() < 100);
    CHECK(parse_eui64("\x1B[31m\"").error().detail == "\"\\x1b[31m\\\"\"");
    CHECK(parse_eui64(std::string("::1\0", 4)).error().detail == "\"::1\\x00\"");
}
