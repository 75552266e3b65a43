#include "base/nearest.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace cupspec;

namespace {

constexpr std::array<std::string_view, 4> kWords{"poll", "restart", "credentials", "pull"};

}  // namespace

TEST_CASE("nearest finds the word of the smallest edit distance") {
    CHECK(nearest("pol", kWords) == "poll");
    CHECK(nearest("pulll", kWords) == "pull");
    CHECK(nearest("restrat", kWords) == "restart");
    CHECK(nearest("credental", kWords) == "credentials");
}

TEST_CASE("nearest gives nothing when every word is too far away") {
    CHECK_FALSE(nearest("firmware", kWords));
    CHECK_FALSE(nearest("poll", {}));
}

TEST_CASE("suggestion asks for the near word or lists them all") {
    CHECK(suggestion("pol", kWords) == "did you mean \"poll\"?");
    CHECK(suggestion("firmware", kWords) == "known: poll, restart, credentials, pull");
}
