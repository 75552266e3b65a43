#include "emulator/station_json.hpp"

#include <catch2/catch.hpp>

#include <tuple>

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

TEST_CASE("read_station_object tells where names and values stand") {
    const std::string text = R"( {"a" : "x\"" ,"b":[1, {}]/**/,"c":-007 })";
    const auto object = read_station_object(text);
    REQUIRE(object.members.size() == 3);
    for (const auto& [index, name, value] :
         {std::tuple{0U, R"("a")", R"("x\"")"}, {1U, R"("b")", "[1, {}]"}, {2U, R"("c")", "-007"}}) {
        const StationMember& member = object.members[index];
        CHECK(member.name_at == text.find(name));
        CHECK(text.substr(member.at, member.size) == value);
    }
}

TEST_CASE("read_station_object tells where it found something wrong") {
    const auto place = [](const std::string& text) { return read_station_object(text).problem_at; };
    CHECK(place("") == 0);
    CHECK(place("[]") == 0);
    CHECK(place(R"({"a":1,,})") == 7);
    CHECK(place(R"({"a":1 "b":2})") == 7);
    CHECK(place("{} // so") == 3);
    CHECK(place("{ /* so") == 2);
    CHECK(place(R"({"a":"x)") == 7);
    CHECK(place(R"({"a":tru})") == 8);
    CHECK(place("{} x") == 3);
}

TEST_CASE("read_station_value takes one value alone in its text") {
    const auto text = read_station_value(" \"1m\" /**/ ");
    CHECK(text.problem.empty());
    CHECK(text.complete);
    REQUIRE(text.members.size() == 1);
    CHECK(text.members[0].is_text);
    CHECK(text.members[0].text == "1m");
    CHECK(text.members[0].at == 1);
    CHECK(text.members[0].size == 4);
    const auto number = read_station_value("07");
    CHECK(number.problem.empty());
    REQUIRE(number.members.size() == 1);
    CHECK_FALSE(number.members[0].is_text);
    CHECK(number.members[0].size == 2);
    for (const char* bad : {"", " ", "1m", "1 2", "1,2", "1}", "so", "true // so", "\"x", "{", "[1"}) {
        CAPTURE(bad);
        CHECK_FALSE(read_station_value(bad).problem.empty());
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
