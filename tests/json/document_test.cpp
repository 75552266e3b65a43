#include "json/document.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::json;

namespace {

Error refused(std::string text, Source source = {}) {
    const auto parsed = parse(std::move(text), std::move(source));
    REQUIRE_FALSE(parsed);
    return parsed.error();
}

const Object& members(const Document& document) { return std::get<Object>(document.root.content); }

}  // namespace

TEST_CASE("position_of counts lines and columns from one") {
    const std::string_view text = "ab\n\ncd";
    const auto at = [text](std::size_t offset) {
        const Position p = position_of(text, offset);
        return std::to_string(p.line) + ':' + std::to_string(p.column);
    };
    CHECK(at(0) == "1:1");
    CHECK(at(2) == "1:3");
    CHECK(at(3) == "2:1");
    CHECK(at(4) == "3:1");
    CHECK(at(6) == "3:3");
}

TEST_CASE("Every value and every name remembers where it began") {
    const std::string text = R"({"a": -12.5, "b\"c" : "x\\\"y",  "d":[null,true , false,7], "e": {}})";
    const auto document = parse(text).value();
    const Object& all = members(document);
    REQUIRE(all.size() == 4);
    CHECK(all[0].offset == text.find("\"a\""));
    CHECK(all[0].value.offset == text.find("-12.5"));
    CHECK(all[1].name == "b\"c");
    CHECK(all[1].offset == text.find("\"b"));
    CHECK(all[1].value.offset == text.find("\"x"));
    CHECK(std::get<std::string>(all[1].value.content) == "x\\\"y");
    CHECK(all[2].value.offset == text.find('['));
    const Array& items = std::get<Array>(all[2].value.content);
    CHECK(items[0].offset == text.find("null"));
    CHECK(items[1].offset == text.find("true"));
    CHECK(items[2].offset == text.find("false"));
    CHECK(items[3].offset == text.find("7]"));
    CHECK(all[3].value.offset == text.rfind('{'));
}

TEST_CASE("A number at the end of the text begins where it begins") {
    CHECK(parse("  42").value().root.offset == 2);
    CHECK(parse("  42 ").value().root.offset == 2);
    CHECK(parse("-1e5").value().root.offset == 0);
}

TEST_CASE("Integers keep their 64 bits, larger ones become doubles") {
    CHECK(std::get<std::uint64_t>(parse("18446744073709551615").value().root.content) ==
          18446744073709551615U);
    CHECK(std::get<std::int64_t>(parse("-9223372036854775808").value().root.content) ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(std::holds_alternative<double>(parse("18446744073709551616").value().root.content));
    CHECK(std::holds_alternative<double>(parse("1.0").value().root.content));
}

TEST_CASE("A duplicate key is refused wherever it stands, also in another spelling") {
    const Error error = refused("{\"a\": {\n  \"b\": 1,\n  \"\\u0062\": 2}}", {"x.json", false});
    CHECK(error.code == Errc::duplicate_key);
    CHECK(error.where == "x.json:3:3: /a/b");
    CHECK(error.detail == "\"b\"");
    CHECK(refused(R"([0, {"k": 1, "k": 1}])").where == "/1/k");
    CHECK(parse(R"({"a": {"a": {"a": 1}}})"));
}

TEST_CASE("A duplicate key is refused among many") {
    std::string text = "{";
    for (int i = 0; i < 5'000; ++i) text += '"' + std::to_string(i) + "\": {\"k\": 1},";
    CHECK(parse(text + "\"k\": 1}"));
    for (const char* name : {"0", "31", "32", "4999"}) {
        const Error error = refused(text + '"' + name + "\": 1}");
        CHECK(error.code == Errc::duplicate_key);
        CHECK(error.where == std::string{"/"} + name);
    }
}

TEST_CASE("A syntax error names line, column and the member it stands in") {
    const Error error = refused("{\n  \"steps\": [1, x]\n}", {"s.json", false});
    CHECK(error.code == Errc::syntax);
    CHECK(error.where.substr(0, 11) == "s.json:2:16");
    CHECK(error.where.find("/steps/1") != std::string::npos);
    CHECK(error.detail.find("'x'") != std::string::npos);
}

TEST_CASE("A text that ends early says so, at every proper prefix") {
    const std::string text = R"({"router": "::1", "keys": [1, 2], "package": null})";
    for (std::size_t n = 0; n < text.size(); ++n) {
        INFO(text.substr(0, n));
        CHECK(refused(text.substr(0, n)).code == Errc::syntax);
    }
    CHECK(refused(R"({"router": )").detail.find("unexpected end") == 0);
}

TEST_CASE("Only one value stands in a text") {
    CHECK(refused("{} {}").code == Errc::syntax);
    CHECK(refused("").code == Errc::syntax);
    CHECK(refused("{},").code == Errc::syntax);
    CHECK(refused("\xEF\xBB").code == Errc::syntax);
}

TEST_CASE("Text that is not UTF-8 is refused") {
    CHECK(refused("\"\xFF\"").code == Errc::syntax);
    CHECK(refused("\"\xC3\"").code == Errc::syntax);
    CHECK(std::get<std::string>(parse("\"\xC3\xA4\"").value().root.content) == "\xC3\xA4");
}

TEST_CASE("Nesting ends at its limit") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(parse(nested(kMaxDepth)));
    const Error error = refused(nested(kMaxDepth + 1));
    CHECK(error.code == Errc::nesting);
    CHECK(refused(std::string(1000000, '[')).code == Errc::nesting);
}

TEST_CASE("Comments are read where the source allows them") {
    const std::string text = "// first\n{ /* \"a\": 1, */ \"b\": /* 5 */ 7 // 8\n}\n";
    CHECK(refused(text).code == Errc::syntax);
    const auto document = parse(text, {"c.json", true}).value();
    REQUIRE(members(document).size() == 1);
    CHECK(members(document)[0].offset == text.find("\"b\""));
    CHECK(members(document)[0].value.offset == text.find("7 //"));
}
