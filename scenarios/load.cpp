#include "base/files.hpp"
#include "base/nearest.hpp"
#include "scenarios/embedded.hpp"
#include "scenarios/errc.hpp"
#include "scenarios/runner.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostScenarioBytes = std::uint64_t{4} << 20U;
constexpr std::string_view kFirst = "bootstrap";  // the one that shows most

/// A missing file is most often a built-in scenario misspelt.
Error unreadable(const fs::path& path, Error error) {
    if (error.code != boost::system::errc::no_such_file_or_directory) return error;
    const auto suite = built_in_suite();
    std::vector<std::string_view> names;
    names.reserve(suite.size());
    for (const ScenarioSource& source : suite) names.emplace_back(source.name);
    error.detail = "no built-in scenario either; " + suggestion(path.string(), names);
    return error;
}

Result<void> add_file(const fs::path& path, std::vector<ScenarioSource>& sources) {
    const auto text = read_file(path, kMostScenarioBytes);
    if (!text) return unreadable(path, text.error());
    const fs::path base = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    sources.push_back({path.stem().string(), path.string(), to_text(*text), base});
    return {};
}

/// A name that is no file may be one of the built-in suite. @return false when it is not
bool add_built_in(const fs::path& name, std::vector<ScenarioSource>& sources) {
    std::error_code ignored;
    if (fs::exists(name, ignored)) return false;
    auto suite = built_in_suite();
    const auto found = std::find_if(suite.begin(), suite.end(),
                                    [&name](const ScenarioSource& source) { return source.name == name; });
    if (found == suite.end()) return false;
    sources.push_back(std::move(*found));
    return true;
}

Result<std::vector<fs::path>> files_below(const fs::path& directory) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::recursive_directory_iterator file{directory, failed}; !failed && file != fs::end(file);
         file.increment(failed)) {
        std::error_code ignored;
        if (file->path().extension() == ".json" && file->is_regular_file(ignored))
            files.push_back(file->path());
    }
    if (failed) return Error{failed, directory.string(), {}};
    std::sort(files.begin(), files.end());
    return files;
}

Result<void> add_path(const fs::path& path, std::vector<ScenarioSource>& sources) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return add_file(path, sources);
    const auto below = files_below(path);
    if (!below) return below.error();
    if (below->empty())
        return Error{Errc::no_scenario, path.string(), "no *.json in this directory or below it"};
    for (const fs::path& file : *below)
        if (auto added = add_file(file, sources); !added) return added;
    return {};
}

}  // namespace

std::vector<ScenarioSource> built_in_suite() {
    constexpr std::string_view kFolder = "suite/";
    std::vector<ScenarioSource> sources;
    for (const EmbeddedFile& file : embedded_files()) {
        if (!file.path.starts_with(kFolder)) continue;
        const std::string name{file.path.substr(kFolder.size())};
        sources.push_back({fs::path{name}.stem().string(), "(built in) " + name, std::string{file.text}, {}});
    }
    std::stable_partition(sources.begin(), sources.end(),
                          [](const auto& source) { return source.name == kFirst; });
    return sources;
}

Result<std::vector<ScenarioSource>> load_scenarios(const std::vector<fs::path>& paths) {
    std::vector<ScenarioSource> sources;
    for (const fs::path& path : paths) {
        if (add_built_in(path, sources)) continue;
        if (auto added = add_path(path, sources); !added) return added.error();
    }
    return sources;
}

}  // namespace cupspec::scenarios
