#include "pki/offset.hpp"

#include <catch2/catch.hpp>

using namespace cupspec::pki;
using namespace std::chrono_literals;

TEST_CASE("parse_offset reads days, hours, minutes and seconds with one sign") {
    CHECK(parse_offset("-1d").value() == -24h);
    CHECK(parse_offset("3650d").value() == 24h * 3650);
    CHECK(parse_offset("12h").value() == 12h);
    CHECK(parse_offset("-1h30m").value() == -90min);
    CHECK(parse_offset("+1d2h3m4s").value() == 26h + 3min + 4s);
    CHECK(parse_offset("0s").value() == 0s);
    CHECK(parse_offset("1000000d").value() == 24h * 1000000);
}

TEST_CASE("parse_offset refuses what is no span") {
    for (const char* text :
         {"", "-", "d", "5", "5x", "1h1d", "1h1h", "1 h", "--1d", "1.5h", "1d ", " 1d", "-1h-30m", "1000001d",
          "1000000d1s", "99999999999999999999d", "9223372036854775807s"}) {
        INFO(text);
        const auto read = parse_offset(text);
        REQUIRE(read.has_error());
        CHECK(read.error().code == Errc::bad_offset);
    }
}
