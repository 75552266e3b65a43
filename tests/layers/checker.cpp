#include "tests/layers/checker.hpp"

#include "tests/layers/source_text.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::layers {
namespace {

std::string folder_of(std::string_view path) {
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? "." : std::string{path.substr(0, slash)};
}

bool is_source(std::string_view path) { return path.ends_with(".hpp") || path.ends_with(".cpp"); }

bool begins_with_any(const std::vector<std::string>& beginnings, std::string_view text) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string& b) { return text.starts_with(b); });
}

bool is_standard(std::string_view header) {
    return header.find('/') == std::string_view::npos && !header.ends_with(".h");
}

/// Collects the findings of one file.
class FileCheck {
public:
    FileCheck(const Table& table, const SourceFile& file, std::vector<Finding>& findings)
        : table_{table}, file_{file}, source_{take_apart(file.text)}, findings_{findings} {}

    void run() {
        for (const Limit& limit : table_.limits) check_length(limit);
        if (!is_source(file_.path)) return;
        check_folder();
        for (const Ban& ban : table_.bans) check_ban(ban);
    }

private:
    void add(std::size_t line, std::string says) { findings_.push_back({file_.path, line, std::move(says)}); }

    void check_length(const Limit& limit) {
        if (!fits(limit.files, file_.path) || source_.lines <= limit.lines) return;
        add(source_.lines, std::to_string(source_.lines) + " lines, at most " + std::to_string(limit.lines) +
                               " are allowed");
    }

    void check_folder() {
        const std::string name = folder_of(file_.path);
        if (table_.is_free(name)) return;
        const Folder* folder = table_.folder(name);
        if (folder == nullptr) return add(1, "folder " + name + " has no row in layers.json");
        for (const Include& include : source_.includes) check_include(*folder, include);
    }

    void check_include(const Folder& folder, const Include& include) {
        if (!include.quoted) {
            if (!is_standard(include.path) && !begins_with_any(folder.external, include.path))
                add(include.line, folder.name + " may not include <" + include.path + ">");
            return;
        }
        const std::string target = folder_of(include.path);
        if (target != "." && table_.folder(target) == nullptr)
            return add(include.line, "\"" + include.path + "\" is not a path from the root to a layer");
        const bool allowed =
            target == folder.name ||
            std::find(folder.includes.begin(), folder.includes.end(), target) != folder.includes.end();
        if (!allowed)
            add(include.line, folder.name + " may not include " + target + ": \"" + include.path + "\"");
    }

    void check_ban(const Ban& ban) {
        if (!fits_any(ban.files, file_.path) || fits_any(ban.except, file_.path)) return;
        for (const std::string& word : ban.words)
            for (const std::size_t line : lines_with(source_.code, word)) add(line, word + ": " + ban.why);
        for (const Include& include : source_.includes)
            if (begins_with_any(ban.headers, include.path)) add(include.line, include.path + ": " + ban.why);
    }

    const Table& table_;
    const SourceFile& file_;
    SourceText source_;
    std::vector<Finding>& findings_;
};

/// Depth first; the folders on the way down are the path.
bool descend(const Edges& edges, std::vector<std::string>& path, std::set<std::string>& done) {
    const auto row = edges.find(path.back());
    if (row == edges.end()) return false;
    for (const std::string& next : row->second) {
        const auto seen = std::find(path.begin(), path.end(), next);
        if (seen != path.end()) {
            path.erase(path.begin(), seen);
            path.push_back(next);
            return true;
        }
        if (done.contains(next)) continue;
        path.push_back(next);
        if (descend(edges, path, done)) return true;
        path.pop_back();
    }
    done.insert(path.back());
    return false;
}

void add_idle(const std::vector<std::string>& patterns, const std::vector<SourceFile>& files,
              std::vector<std::string>& idle) {
    for (const std::string& pattern : patterns) {
        const bool used = std::any_of(files.begin(), files.end(),
                                      [&](const SourceFile& f) { return fits(pattern, f.path); });
        if (!used) idle.push_back(pattern);
    }
}

}  // namespace

std::string describe(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& f : findings) text += f.path + ":" + std::to_string(f.line) + ": " + f.says + "\n";
    return text;
}

std::vector<Finding> check(const Table& table, const std::vector<SourceFile>& files) {
    std::vector<Finding> findings;
    for (const SourceFile& file : files) FileCheck{table, file, findings}.run();
    std::sort(findings.begin(), findings.end());
    return findings;
}

Edges allowed_edges(const Table& table) {
    Edges edges;
    for (const Folder& folder : table.folders)
        edges[folder.name].insert(folder.includes.begin(), folder.includes.end());
    return edges;
}

Edges real_edges(const std::vector<SourceFile>& files) {
    Edges edges;
    for (const SourceFile& file : files) {
        if (!is_source(file.path)) continue;
        const std::string from = folder_of(file.path);
        for (const Include& include : take_apart(file.text).includes)
            if (include.quoted && folder_of(include.path) != from)
                edges[from].insert(folder_of(include.path));
    }
    return edges;
}

std::vector<std::string> find_cycle(const Edges& edges) {
    std::set<std::string> done;
    for (const auto& [folder, unused] : edges) {
        std::vector<std::string> path{folder};
        if (!done.contains(folder) && descend(edges, path, done)) return path;
    }
    return {};
}

std::vector<std::string> idle_patterns(const Table& table, const std::vector<SourceFile>& files) {
    std::vector<std::string> idle;
    for (const Ban& ban : table.bans) {
        add_idle(ban.files, files, idle);
        add_idle(ban.except, files, idle);
    }
    for (const Limit& limit : table.limits) add_idle({limit.files}, files, idle);
    return idle;
}

}  // namespace cupspec::layers
