#include "server/record_text.hpp"

#include "server/errc.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;

namespace {

std::string edited(const std::string& text) {
    return with_members(text, "a.cfg", {{"version", R"("2 \"x\"")"}, {"fwKeyChecksum", "7"}}).value();
}

}  // namespace

TEST_CASE("with_members replaces values where they stand and keeps all else") {
    CHECK(edited("{\n  // one\n  \"version\": \"1\\\"0\\\\\", /* two */\n  \"x\": [1, {\"version\": 3}],\n"
                 "  \"fwKeyChecksum\":0// three\n}\n") ==
          "{\n  // one\n  \"version\": \"2 \\\"x\\\"\", /* two */\n  \"x\": [1, {\"version\": 3}],\n"
          "  \"fwKeyChecksum\":7// three\n}\n");
    CHECK(edited(R"({"fwKeyChecksum":null,"version":null})") == R"({"fwKeyChecksum":7,"version":"2 \"x\""})");
}

TEST_CASE("with_members puts new members first, laid out as what is there") {
    CHECK(edited("{}") == R"({"version": "2 \"x\"", "fwKeyChecksum": 7})");
    CHECK(edited("// head\n{ }\n") == "// head\n{ \"version\": \"2 \\\"x\\\"\", \"fwKeyChecksum\": 7 }\n");
    CHECK(edited("{\"a\":1}") == R"({"version": "2 \"x\"", "fwKeyChecksum": 7, "a":1})");
    CHECK(edited("{\n    // first\n    \"a\": 1\n}") ==
          "{\n    \"version\": \"2 \\\"x\\\"\",\n    \"fwKeyChecksum\": 7,\n    // first\n    \"a\": 1\n}");
    CHECK(edited("{\n  \"a\": 1,\n  \"version\": \"1\"\n}") ==
          "{\n  \"fwKeyChecksum\": 7,\n  \"a\": 1,\n  \"version\": \"2 \\\"x\\\"\"\n}");
}

TEST_CASE("with_members refuses what is no record, and says where") {
    const auto refused = [](const char* text) {
        const auto result = with_members(text, "a.cfg", {{"version", "1"}});
        REQUIRE_FALSE(result.has_value());
        return describe(result.error());
    };
    CHECK_THAT(refused("[]"), Catch::Contains("a.cfg"));
    CHECK_THAT(refused("{\"version\": {}}"), Catch::Contains("a.cfg:1:13: /version"));
    CHECK_THAT(refused("{\"version\": 1, \"version\": 2}"), Catch::Contains("a.cfg:1:"));
    CHECK_THAT(refused("{\"version\": "), Catch::Contains("a.cfg:1:"));
}
