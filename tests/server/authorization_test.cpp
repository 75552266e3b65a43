#include "server/authorization.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace cupspec;
using namespace cupspec::server;

TEST_CASE("is_authorized compares what follows Bearer, case and all") {
    const std::vector<std::string> accepted{"Bearer one", "two"};
    CHECK(is_authorized("one", accepted));
    CHECK(is_authorized("BEARER two", accepted));
    CHECK_FALSE(is_authorized("One", accepted));
    CHECK_FALSE(is_authorized("Basic one", accepted));
    CHECK_FALSE(is_authorized("on", accepted));
    CHECK_FALSE(is_authorized(std::nullopt, accepted));
    CHECK_FALSE(is_authorized("one", {}));
}

TEST_CASE("is_authorized takes no empty value, even where one is written down") {
    const std::vector<std::string> accepted{"", "Bearer "};
    CHECK_FALSE(is_authorized("", accepted));
    CHECK_FALSE(is_authorized("Bearer ", accepted));
}

TEST_CASE("is_named wants exactly 16 hex digits in either case") {
    CHECK(is_named("00000000000000aB", {0xAB}));
    CHECK_FALSE(is_named("ab", {0xAB}));
    CHECK_FALSE(is_named("00-00-00-00-00-00-00-ab", {0xAB}));
    CHECK_FALSE(is_named("00000000000000ab0", {0xAB}));
    CHECK_FALSE(is_named("", {0}));
}

TEST_CASE("router_named reads the EUI a CN carries, and nothing into other names") {
    for (const char* name :
         {"00000000000000aB", "00-00-00-00-00-00-00-AB", "00:00:00:00:00:00:00:ab", "::ab", "0:0:0:ab",
          "cups-router-171", "cups-router-00000000000000AB", "tc-router-171", "router-::ab",
          "router-00-00-00-00-00-00-00-ab", "eui-00000000000000ab", "router-eui-00000000000000ab"})
        CHECK(router_named(name) == protocol::Eui64{0xAB});
    for (const char* name :
         {"", "gateway", "171", "ab", "cups-router-", "cups-router-ab", "router-x1", "router-1-a", "eui-",
          "00000000000000abc", "00000000-00000000-00-0", "mast-7", "1:2"})
        CHECK_FALSE(router_named(name));
}

TEST_CASE("thumbprint_of takes plain hex, colons and openssl's line") {
    const std::string plain = "0cd38a6b537059f9b2502f746dbb543250681cd6ea91260af3fd820092396a1a";
    CHECK(thumbprint_of(plain) == plain);
    CHECK(thumbprint_of("  0CD38A6B537059F9B2502F746DBB543250681CD6EA91260AF3FD820092396A1A ") == plain);
    CHECK(
        thumbprint_of("sha256 Fingerprint=0C:D3:8A:6B:53:70:59:F9:B2:50:2F:74:6D:BB:54:32:50:68:1C:D6:EA:91:"
                      "26:0A:F3:FD:82:00:92:39:6A:1A") == plain);
    CHECK_FALSE(thumbprint_of(plain + "00"));
    CHECK_FALSE(thumbprint_of(plain.substr(2)));
    CHECK_FALSE(thumbprint_of("x" + plain.substr(1)));
    CHECK_FALSE(thumbprint_of(""));
}

TEST_CASE("denial takes no empty thumbprint for a match") {
    const Marks marks{{}, {""}, {}};
    CHECK(denial(AuthMode::thumbprint, {1}, {}, marks)->status == 403);
    CHECK(denial(AuthMode::mutual, {1}, {}, marks)->status == 403);
    CHECK_FALSE(denial(AuthMode::server, {1}, {}, marks));
}

TEST_CASE(
    "denial lets a certificate that names nobody in where it is held for the gateway, and says where it is "
    "not") {
    const Presented fleet{std::nullopt, "fleet\n", std::string(64, 'a')};
    CHECK_FALSE(denial(AuthMode::mutual, {1}, fleet, {{}, {std::string(64, 'a')}, {}}));
    CHECK(denial(AuthMode::mutual, {1}, fleet, {{}, {std::string(64, 'b')}, {}})->status == 403);
    CHECK(denial(AuthMode::mutual, {1}, {std::nullopt, "router-2", {}}, {})->status == 403);
    const auto denied = denial(AuthMode::mutual, {1}, fleet, {});
    REQUIRE(denied);
    CHECK(denied->status == 403);
    CHECK(denied->why ==
          "the certificate \"fleet\\x0a\" names no router and is not held for this one; its SHA-256 " +
              std::string(64, 'a') +
              " belongs into cups-router-0000000000000001.thumbprint, or into "
              "cups.thumbprint if all gateways share it");
}
