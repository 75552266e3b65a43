#include "tests/layers/checker.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace cupspec;
using namespace cupspec::layers;

namespace {

const std::filesystem::path kRoot{CUPSPEC_SOURCE};

Table table() { return read_table(kRoot / "tests/layers/layers.json").value(); }

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += word + " ";
    return text;
}

}  // namespace

TEST_CASE("Every file keeps to the table of layers") {
    const auto files = read_tree(kRoot).value();
    CHECK(files.size() > 20);
    CHECK(describe(check(table(), files)) == "");  // so that the failure shows the text
}

TEST_CASE("No folder includes one that includes it") {
    CHECK(joined(find_cycle(allowed_edges(table()))) == "");
    CHECK(joined(find_cycle(real_edges(read_tree(kRoot).value()))) == "");
}

TEST_CASE("Every pattern of the table fits a file") {
    CHECK(joined(idle_patterns(table(), read_tree(kRoot).value())) == "");
}
