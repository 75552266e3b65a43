#include "emulator/station_json.hpp"

#include <catch2/catch.hpp>

namespace cupspec::emulator {
namespace {

using namespace std::string_literals;

bool reads(const std::string& text) { return read_station_object(text).problem.empty(); }

/// `{"a":` and an array within an array ... `levels` deep.
std::string nested(std::size_t levels) {
    return R"({"a":)" + std::string(levels, '[') + std::string(levels, ']') + '}';
}

TEST_CASE("read_station_object yields the members in their order, doubles too") {
    const auto object =
        read_station_object(" {\"a\" : \"x\", \"b\":[1,{\"c\":null}],/* so */ \"a\":\"\\u00e4\\\"\\n\"}\r\n");
    CHECK(object.problem.empty());
    CHECK(object.complete);
    REQUIRE(object.members.size() == 3);
    CHECK(object.members[0].name == "a");
    CHECK(object.members[0].text == "x");
    CHECK_FALSE(object.members[1].is_text);
    CHECK(object.members[2].text == "\xc3\xa4\"\n");
}

TEST_CASE("read_station_object takes what Station takes beyond JSON") {
    for (const std::string& text : {R"({"a":007})"s, R"({"a":-1.50e+3})"s, "{\"a\":\"\xff\x01\"}"s, "{}\0x"s,
                                    R"(/**/{"a":/***/true/* * / */})"s, R"({"a":[[],{}],"b":{"c":{}}})"s}) {
        CAPTURE(text);
        CHECK(reads(text));
    }
}

TEST_CASE("read_station_object refuses what Station refuses") {
    for (const char* text : {"",
                             "[]",
                             "1",
                             "{",
                             R"({"a")",
                             R"({"a":})",
                             R"({"a":1,})",
                             R"({"a":1 "b":2})",
                             R"({,})",
                             R"({a:1})",
                             R"({"a":[1,]})",
                             R"({"a":[1 2]})",
                             R"({"a":tru})",
                             R"({"a":nil})",
                             R"({"a":-})",
                             R"({"a":1.})",
                             R"({"a":1e})",
                             R"({"a":"\x"})",
                             R"({"a":"\u12g4"})",
                             R"({"a":"x})",
                             "{} x",
                             "{}{}",
                             "{} // so",
                             "{} /* so",
                             R"({"a":{"b":1})"}) {
        CAPTURE(text);
        CHECK_FALSE(reads(text));
    }
}

TEST_CASE("read_station_object takes eight levels within the object") {
    CHECK(reads(nested(8)));
    CHECK_FALSE(reads(nested(9)));
    CHECK(read_station_object(nested(9)).problem == "nested too deeply");
}

TEST_CASE("read_station_object keeps what came before an error, and knows whether the object ended") {
    const auto behind = read_station_object(R"({"a":"x"} more)");
    CHECK(behind.complete);
    CHECK(behind.members.size() == 1);
    const auto within = read_station_object(R"({"a":"x","b":"y)");
    CHECK_FALSE(within.complete);
    CHECK(within.members.size() == 1);
}

TEST_CASE("read_station_object refuses every proper prefix of an object") {
    const std::string text = R"({"a":"\u0041","b":[1,-2.5e1,{"c":false}],"d":null})";
    REQUIRE(reads(text));
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        const auto object = read_station_object(std::string_view{text}.substr(0, size));
        CHECK_FALSE(object.problem.empty());
        CHECK_FALSE(object.complete);
    }
}

TEST_CASE("find_msgtype takes the first string of that name, at any depth and in what is no JSON") {
    CHECK(find_msgtype(R"({"msgtype" : /**/ "version"})") == "version");
    CHECK(find_msgtype(R"({"a":{"msgtype":"inner"},"msgtype":"outer"})") == "inner");
    CHECK(find_msgtype(R"({"msgtype":5,"x":{"msgtype":"timesync"}})") == "timesync");
    CHECK(find_msgtype(R"(garbage "msgtype":"x")") == "x");
    for (const char* text : {"", "{}", R"({"msgtype":)", R"({"msgtype":5})", R"({"msgtype":"a\n"})",
                             R"({"msgtype":"a)", R"({"msgtypes":"a"})"}) {
        CAPTURE(text);
        CHECK(find_msgtype(text).empty());
    }
}

}  // namespace
}  // namespace cupspec::emulator
