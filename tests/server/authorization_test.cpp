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
