#include "tests/layers/checker.hpp"

#include "tests/layers/source_text.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::layers;

namespace {

const Table& small_table() {
    static const Table table = parse_table(R"({
        "folders": {"base": {"includes": [], "external": ["boost/system/"]},
                    "net": {"includes": ["base"], "external": ["boost/asio"]},
                    "cli": {"includes": ["base", "net"], "external": ["sys/"]},
                    ".": {"includes": ["cli"], "external": []}},
        "free": ["tests"],
        "bans": [{"files": ["base/*"], "except": ["base/print.*"], "words": ["::now", "printf"],
                  "headers": ["iostream"], "why": "pure"}],
        "limits": [{"files": "*.hpp", "lines": 2}]})",
                                           "small.json")
                                   .value();
    return table;
}

std::string findings(const std::string& path, const std::string& text) {
    return describe(check(small_table(), {{path, text}}));
}

}  // namespace

TEST_CASE("Layer check names a forbidden edge with file and line") {
    CHECK(findings("base/bad.cpp", "#include \"base/a.hpp\"\n\n#include \"net/stream.hpp\"\n") ==
          "base/bad.cpp:3: base may not include net: \"net/stream.hpp\"\n");
    CHECK(findings("net/good.cpp", "#include \"base/a.hpp\"\n#include \"net/stream.hpp\"\n").empty());
}

TEST_CASE("Layer check names an external header the folder has no right to") {
    CHECK(findings("base/bad.cpp", "#include <boost/asio/buffer.hpp>\n") ==
          "base/bad.cpp:1: base may not include <boost/asio/buffer.hpp>\n");
    CHECK(findings("base/bad.cpp", "#include <unistd.h>\n") ==
          "base/bad.cpp:1: base may not include <unistd.h>\n");
    CHECK(findings("base/good.cpp", "#include <vector>\n#include <boost/system/result.hpp>\n").empty());
}

TEST_CASE("Layer check names an include that does not start at the root") {
    CHECK(findings("net/bad.cpp", "#include \"../base/a.hpp\"\n") ==
          "net/bad.cpp:1: \"../base/a.hpp\" is not a path from the root to a layer\n");
    CHECK(findings("net/bad.cpp", "#include \"stream.hpp\"\n") ==
          "net/bad.cpp:1: net may not include .: \"stream.hpp\"\n");
}

TEST_CASE("Layer check names a folder without a row and leaves the free ones alone") {
    CHECK(findings("util/a.cpp", "\n") == "util/a.cpp:1: folder util has no row in layers.json\n");
    CHECK(findings("tests/a.cpp", "#include <catch2/catch.hpp>\n#include \"cli/main.hpp\"\n").empty());
    CHECK(findings("main.cpp", "#include \"cli/main.hpp\"\n").empty());
    CHECK(findings("main.cpp", "#include \"net/stream.hpp\"\n") ==
          "main.cpp:1: . may not include net: \"net/stream.hpp\"\n");
}

TEST_CASE("Layer check names a banned word in code and a banned header") {
    CHECK(findings("base/bad.cpp", "int x;\nauto t = Clock::now();\n#include <iostream>\n") ==
          "base/bad.cpp:2: ::now: pure\nbase/bad.cpp:3: iostream: pure\n");
    CHECK(findings("base/print.cpp", "void f() { printf(text); }\n").empty());
    CHECK(findings("net/a.cpp", "auto t = Clock::now();\n").empty());
}

TEST_CASE("Layer check looks for words in code only, and for whole words") {
    CHECK(findings("base/a.cpp", "// printf\n/* printf\n printf */ auto s = \"printf \\\" printf\";\n")
              .empty());
    CHECK(findings("base/a.cpp", "auto s = R\"x(printf \" )\" printf)x\"; snprintf(b); int printf_count;\n")
              .empty());
    CHECK(findings("base/a.cpp", "int n = 1'000; printf(s);\n") == "base/a.cpp:1: printf: pure\n");
    CHECK(findings("base/a.cpp", "char c = '\"'; printf(s); char d = '\"';\n") ==
          "base/a.cpp:1: printf: pure\n");
    CHECK(findings("base/a.cpp", "auto s = R\"(a)\"; printf(s);\n") == "base/a.cpp:1: printf: pure\n");
    CHECK(findings("base/a.cpp", "// #include \"net/a.hpp\"\n/*\n#include \"net/a.hpp\"\n*/\n").empty());
    CHECK(findings("base/a.cpp", "/* \" */ # include \"net/a.hpp\" // why\n") ==
          "base/a.cpp:1: base may not include net: \"net/a.hpp\"\n");
}

TEST_CASE("Layer check names a file that is too long") {
    CHECK(findings("base/a.hpp", "\n\n\n") == "base/a.hpp:3: 3 lines, at most 2 are allowed\n");
    CHECK(findings("base/a.hpp", "\n\n").empty());
    CHECK(findings("base/a.hpp", "\n\n//") == "base/a.hpp:3: 3 lines, at most 2 are allowed\n");
}

TEST_CASE("Layer check finds a cycle between folders") {
    CHECK(find_cycle({{"a", {"b", "c"}}, {"b", {"c"}}, {"c", {}}}).empty());
    CHECK(find_cycle({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}) == std::vector<std::string>{"b", "c", "b"});
    const std::vector<SourceFile> both{{"net/a.cpp", "#include \"base/a.hpp\"\n"},
                                       {"base/a.cpp", "#include \"net/a.hpp\"\n"}};
    CHECK(find_cycle(real_edges(both)) == std::vector<std::string>{"base", "net", "base"});
}

TEST_CASE("Layer check names patterns that fit no file") {
    CHECK(idle_patterns(small_table(), {{"base/a.hpp", ""}}) == std::vector<std::string>{"base/print.*"});
}

TEST_CASE("Layer table refuses a key it does not know") {
    const auto table = parse_table(R"({"folders": {"base": {"include": [], "external": []}}})", "t.json");
    REQUIRE(!table);
    CHECK(table.error().where == "t.json:1:23: /folders/base/include");
}
