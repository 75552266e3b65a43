#include "server/bundle_name.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;

namespace {

using namespace std::chrono;

constexpr protocol::Eui64 kRouter{0x58a0cbfffe800019};
constexpr TimePoint kExpiry = sys_days{year{2027} / 1 / 2} + 3h + 4min + 5s;
const std::string kName = "tc_cred_58a0cbfffe800019-20270102T030405Z.bin";

}  // namespace

TEST_CASE("A bundle's name holds the EUI and the expiry") {
    CHECK(bundle_name(kRouter, kExpiry) == kName);
    CHECK(bundle_name(kRouter, kExpiry + 999ms) == kName);
    CHECK(bundle_name({1}, sys_days{year{9999} / 12 / 31}) ==
          "tc_cred_0000000000000001-99991231T000000Z.bin");
    CHECK(kName.starts_with(bundle_prefix(kRouter)));
}

TEST_CASE("A bundle's name is read back") {
    const auto parsed = parse_bundle_name(kName, kRouter);
    REQUIRE(parsed.has_value());
    CHECK(parsed->expiry == kExpiry);
    CHECK(parsed->is_whole);
    const auto leftover = parse_bundle_name(kName + ".aB3xYz", kRouter);
    REQUIRE(leftover.has_value());
    CHECK(leftover->expiry == kExpiry);
    CHECK_FALSE(leftover->is_whole);
}

TEST_CASE("Another gateway's name, or one of another form, is no bundle's") {
    CHECK_FALSE(parse_bundle_name(kName, protocol::Eui64{1}).has_value());
    for (std::size_t cut = 0; cut < kName.size(); ++cut) {
        CAPTURE(cut);
        CHECK_FALSE(parse_bundle_name(kName.substr(0, cut), kRouter).has_value());
    }
    const std::string prefix = bundle_prefix(kRouter);
    for (const std::string rest :
         {"20270230T030405Z.bin", "20270102T240000Z.bin", "20270102T006000Z.bin", "20270102T000060Z.bin",
          "2027-01-02.bin", "20270102t030405z.bin", "+0270102T030405Z.bin", "20270102T030405Z.bin.bak",
          "20270102T030405Z.bin~", "20270102T030405Z.BIN"}) {
        CAPTURE(rest);
        CHECK_FALSE(parse_bundle_name(prefix + rest, kRouter).has_value());
    }
}
