#include "cli/config_file.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using cli::parse_config;

namespace {

/// "3: why"
std::string wrong(std::string_view text) {
    const auto parsed = parse_config(text, "f");
    if (parsed) return "parsed";
    CHECK(parsed.error().where.starts_with("f:"));
    return parsed.error().where.substr(2) + ": " + parsed.error().detail;
}

}  // namespace

TEST_CASE("A configuration file has names, strings, numbers, words and arrays") {
    const auto parsed = parse_config(R"(# comment
quiet = true # one
[ serve ]  # the section

root = "a \"b\" \\ # no comment"
	lns='C:\no escape'
threads=1_000
timeout = -0.5
client-ca = [ "a", 'b', # two
  "c",
]
none = []
)"
                                     "crlf = \"x\"\r\nlast = false",
                                     "f");
    REQUIRE(parsed.has_value());
    const auto& entries = *parsed;
    REQUIRE(entries.size() == 9);
    const auto is = [&entries](std::size_t i, std::size_t line, const std::string& name,
                               const std::vector<std::string>& values) {
        CAPTURE(i);
        CHECK(entries.at(i).line == line);
        CHECK(entries.at(i).name == name);
        CHECK(entries.at(i).values == values);
        CHECK(entries.at(i).section == (i == 0 ? "" : "serve"));
    };
    is(0, 2, "quiet", {"true"});
    is(1, 5, "root", {"a \"b\" \\ # no comment"});
    is(2, 6, "lns", {"C:\\no escape"});
    is(3, 7, "threads", {"1000"});
    is(4, 8, "timeout", {"-0.5"});
    is(5, 9, "client-ca", {"a", "b", "c"});
    is(6, 12, "none", {});
    is(7, 13, "crlf", {"x"});
    is(8, 14, "last", {"false"});
    CHECK(entries.at(5).text() == R"(client-ca = ["a", "b", "c"])");
    CHECK(parse_config("", "f")->empty());
}

TEST_CASE("A configuration file's errors name the line and what is wrong there") {
    CHECK(wrong("\n\nroot") == "3: \"root\" is no `name = value`");
    CHECK(wrong("= 1") == "1: \"= 1\" is no `name = value`");
    CHECK(wrong("a = four") == "1: a = four: neither a number, true or false; text needs quotes");
    CHECK(wrong("a =\nb = 1") == "1: a = : neither a number, true or false; text needs quotes");
    CHECK(wrong("a = \"x\nb = 1") == "1: a: \" is missing");
    CHECK(wrong("a = 'x\n'") == "1: a: ' is missing");
    CHECK(wrong("a = \"\\x\"") == "1: a: after \\ only \", \\, n or t; or use single quotes");
    CHECK(wrong("a = 1 2") == "1: nothing may follow, but \"2\" does");
    CHECK(wrong("a = 1\n\na = 2") == "3: a is there twice");
    CHECK(wrong("[serve") == "1: a section is a name in brackets, such as [serve]");
    CHECK(wrong("[]") == "1: a section is a name in brackets, such as [serve]");
    CHECK(wrong("a = [1\n 2]") == "2: a: an array's values are parted by commas and end with ]");
    CHECK(wrong("a = [1,\n") == "2: a = : neither a number, true or false; text needs quotes");
    CHECK(wrong("a.b = 1") == "1: \"a.b = 1\" is no `name = value`");
}

TEST_CASE("A configuration file cut anywhere is read or refused, never worse") {
    const std::string whole = "[serve]\nroot = \"a\\n\"\nca = ['x', \"y\"] # c\nn = 1\n";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto parsed = parse_config(std::string_view{whole}.substr(0, size), "f");
        if (!parsed) CHECK_FALSE(parsed.error().detail.empty());
    }
}
