#include "tests/layers/table.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "json/cursor.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <fnmatch.h>
#include <utility>

namespace cupspec::layers {
namespace {

std::vector<std::string> texts(const json::Cursor& array) {
    std::vector<std::string> values;
    for (const json::Cursor& item : array.items()) values.push_back(item.text());
    return values;
}

std::vector<std::string> optional_texts(const json::Cursor& object, std::string_view key) {
    const auto array = object.find(key);
    return array ? texts(*array) : std::vector<std::string>{};
}

Folder read_folder(std::string name, const json::Cursor& row) {
    row.only({"includes", "external"});
    return {std::move(name), texts(row["includes"]), texts(row["external"])};
}

Ban read_ban(const json::Cursor& row) {
    row.only({"files", "except", "words", "headers", "why"});
    return {texts(row["files"]), optional_texts(row, "except"), optional_texts(row, "words"),
            optional_texts(row, "headers"), row["why"].text()};
}

Limit read_limit(const json::Cursor& row) {
    row.only({"files", "lines"});
    return {row["files"].text(), row["lines"].unsigned32()};
}

}  // namespace

const Folder* Table::folder(std::string_view name) const {
    const auto row =
        std::find_if(folders.begin(), folders.end(), [&](const Folder& f) { return f.name == name; });
    return row == folders.end() ? nullptr : &*row;
}

bool Table::is_free(std::string_view name) const {
    return std::find(free.begin(), free.end(), name) != free.end();
}

Result<Table> parse_table(std::string text, std::string name) {
    const auto document = json::parse(std::move(text), {std::move(name), true});
    if (!document) return document.error();
    json::Reading reading{*document};
    const json::Cursor root = reading.root();
    root.only({"folders", "free", "bans", "limits"});
    Table table;
    for (const auto& [folder, row] : root["folders"].members())
        table.folders.push_back(read_folder(folder, row));
    table.free = texts(root["free"]);
    for (const json::Cursor& row : root["bans"].items()) table.bans.push_back(read_ban(row));
    for (const json::Cursor& row : root["limits"].items()) table.limits.push_back(read_limit(row));
    return reading.finish(std::move(table));
}

Result<Table> read_table(const std::filesystem::path& path) {
    const auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    return parse_table(to_text(*bytes), path.filename().string());
}

bool fits(std::string_view pattern, std::string_view path) {
    return ::fnmatch(std::string{pattern}.c_str(), std::string{path}.c_str(), 0) == 0;
}

bool fits_any(const std::vector<std::string>& patterns, std::string_view path) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) { return fits(p, path); });
}

}  // namespace cupspec::layers
