#include "base/bytes.hpp"
#include "base/files.hpp"
#include "tests/layers/checker.hpp"

#include <algorithm>

namespace cupspec::layers {
namespace {

namespace fs = std::filesystem;

bool is_foreign(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with('.') || name.starts_with("build");
}

bool is_ours(const fs::path& path) {
    const fs::path extension = path.extension();
    return extension == ".hpp" || extension == ".cpp" || extension == ".md";
}

}  // namespace

Result<std::vector<SourceFile>> read_tree(const fs::path& root) {
    std::vector<SourceFile> files;
    error_code ec;
    fs::recursive_directory_iterator entry{root, ec};
    if (ec) return Error{ec, root.string(), {}};
    for (; entry != fs::end(entry); entry.increment(ec)) {
        if (ec) return Error{ec, root.string(), {}};
        if (entry->is_directory() && is_foreign(entry->path())) entry.disable_recursion_pending();
        if (!entry->is_regular_file() || !is_ours(entry->path())) continue;
        const auto bytes = read_file(entry->path());
        if (!bytes) return bytes.error();
        files.push_back({entry->path().lexically_relative(root).generic_string(), to_text(*bytes)});
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace cupspec::layers
