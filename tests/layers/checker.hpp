#pragma once

#include "base/result.hpp"
#include "tests/layers/table.hpp"

#include <compare>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cupspec::layers {

struct SourceFile {
    std::string path;  ///< from the root, with slashes
    std::string text;
};

/// One broken rule.
struct Finding {
    std::string path;
    std::size_t line = 0;
    std::string says;

    auto operator<=>(const Finding&) const = default;
};

/// "path:line: says", one a line.
std::string describe(const std::vector<Finding>& findings);

/// Which folder includes which others.
using Edges = std::map<std::string, std::set<std::string>>;

/// Everything in the files that breaks the table.
std::vector<Finding> check(const Table& table, const std::vector<SourceFile>& files);

/// The edges the table allows, and those the files really have.
Edges allowed_edges(const Table& table);
Edges real_edges(const std::vector<SourceFile>& files);

/// The folders of one cycle, in order, the first again at the end; empty when there is none.
std::vector<std::string> find_cycle(const Edges& edges);

/// The table's patterns that fit no file.
std::vector<std::string> idle_patterns(const Table& table, const std::vector<SourceFile>& files);

/// Every .hpp, .cpp and .md below the root, without build directories and hidden ones, sorted by path.
Result<std::vector<SourceFile>> read_tree(const std::filesystem::path& root);

}  // namespace cupspec::layers
