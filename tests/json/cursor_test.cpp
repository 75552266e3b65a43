#include "json/cursor.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::json;

namespace {

/// Reads the text, lets `read` look at its root and returns the failure, described.
template <class Read>
std::string failure(std::string text, Read read, std::string name = {}) {
    const auto document = parse(std::move(text), {std::move(name), false}).value();
    Reading reading{document};
    read(reading.root());
    return reading.ok() ? "ok" : describe(*reading.error());
}

}  // namespace

TEST_CASE("A cursor reads every type") {
    const auto document =
        parse(R"({"t": "x", "b": true, "n": 1.5, "i": -3, "a": [1, 2], "z": null, "o": {}})").value();
    Reading reading{document};
    const Cursor root = reading.root();
    CHECK(root["t"].text() == "x");
    CHECK(root["b"].boolean());
    CHECK(root["n"].number() == 1.5);
    CHECK(root["i"].number() == -3.0);
    CHECK(root["i"].integer(-3, 0) == -3);
    CHECK(root["a"].items().at(1).unsigned32() == 2);
    CHECK(root["z"].is_null());
    CHECK(root["o"].is_object());
    CHECK(root.members().size() == 7);
    CHECK(root.members().at(0).first == "t");
    CHECK(reading.ok());
}

TEST_CASE("A required member that is absent fails at its first read") {
    CHECK(failure(R"({"a": 1})", [](const Cursor& root) { root["b"].text(); }) ==
          "/b: missing key: a string is required");
    CHECK(failure(R"({"a": 1})", [](const Cursor& root) { CHECK_FALSE(root.find("b")); }) == "ok");
}

TEST_CASE("A wrong type names both types") {
    CHECK(failure(R"({"a": [1]})", [](const Cursor& root) { root["a"].text(); }) ==
          "/a: wrong type: expected a string, found an array");
    CHECK(failure(R"({"a": 1.5})", [](const Cursor& root) { root["a"].integer(0, 9); }) ==
          "/a: wrong type: expected an integer");
    CHECK(failure(R"({"a": null})", [](const Cursor& root) { root["a"].boolean(); }) ==
          "/a: wrong type: expected a boolean, found null");
    CHECK(failure("[1]", [](const Cursor& root) { root.find("a"); }) ==
          "wrong type: expected an object, found an array");
}

TEST_CASE("An integer outside its range names the range") {
    const auto crc = [](const Cursor& root) { root["a"].unsigned32(); };
    CHECK(failure(R"({"a": 4294967295})", crc) == "ok");
    CHECK(failure(R"({"a": 4294967296})", crc) == "/a: out of range: 4294967296 is not within 0..4294967295");
    CHECK(failure(R"({"a": -1})", crc) == "/a: out of range: -1 is not within 0..4294967295");
    CHECK(failure(R"({"a": 18446744073709551615})", crc).find("out of range") != std::string::npos);
}

TEST_CASE("A pointer escapes tilde and slash") {
    CHECK(failure(R"({"a/b~c": [0, "x"]})", [](const Cursor& root) { root["a/b~c"].items()[1].boolean(); }) ==
          "/a~1b~0c/1: wrong type: expected a boolean, found a string");
}

TEST_CASE("A named source adds line and column") {
    CHECK(failure(
              "{\n \"a\": 7}", [](const Cursor& root) { root["a"].text(); }, "f.json")
              .find("f.json:2:7: /a: ") == 0);
}

TEST_CASE("The first failure sticks and later reads are empty") {
    const auto document = parse(R"({"a": 1, "b": "x", "c": 5})").value();
    Reading reading{document};
    const Cursor root = reading.root();
    CHECK(root["a"].text().empty());
    CHECK(root["b"].text().empty());
    CHECK(root["c"].unsigned32() == 0);
    CHECK(root["b"].items().empty());
    CHECK(reading.error()->where == "/a");
    const Result<int> finished = reading.finish(1);
    CHECK_FALSE(finished);
}

TEST_CASE("An unknown member proposes the nearest known one") {
    const auto only = [](const Cursor& root) { root.only({"poll", "restart"}); };
    CHECK(failure(R"({"poll": 1})", only) == "ok");
    CHECK(failure(R"({"poll": 1, "restrat": 1})", only) ==
          "/restrat: unknown key: \"restrat\"; did you mean \"restart\"?");
    CHECK(failure(R"({"wxyz": 1})", only) == "/wxyz: unknown key: \"wxyz\"; known: poll, restart");
}
