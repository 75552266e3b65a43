#include "base/files.hpp"
#include "base/nearest.hpp"
#include "scenarios/embedded.hpp"
#include "scenarios/errc.hpp"
#include "scenarios/runner.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cupspec::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostScenarioBytes = std::uint64_t{4} << 20U;
constexpr std::string_view kField = "field";
constexpr std::string_view kFirst = "bootstrap";  // the one that shows most

/// Compiled-in scenarios of one folder, sorted.
std::vector<ScenarioSource> built_in(std::string_view folder) {
    std::vector<ScenarioSource> sources;
    for (const EmbeddedFile& file : embedded_files()) {
        if (!file.path.starts_with(folder)) continue;
        const std::string name{file.path.substr(folder.size())};
        sources.push_back({fs::path{name}.stem().string(), "(built in) " + name, std::string{file.text}, {}});
    }
    return sources;
}

/// A missing file is most often a built-in scenario misspelt.
Error unreadable(const fs::path& path, Error error) {
    if (error.code != boost::system::errc::no_such_file_or_directory) return error;
    const auto suite = built_in_suite();
    const auto field = field_scenarios();
    std::vector<std::string_view> names;
    names.reserve(suite.size() + field.size());
    for (const ScenarioSource& source : suite) names.emplace_back(source.name);
    const std::string known = suggestion(path.string(), names) + "; field:N for a bug of the field";
    for (const ScenarioSource& source : field) names.emplace_back(source.name);
    const auto meant = nearest(path.string(), names);
    error.detail = "no built-in scenario either; " + (meant ? suggestion(path.string(), names) : known);
    return error;
}

Result<void> add_file(const fs::path& path, std::vector<ScenarioSource>& sources) {
    const auto text = read_file(path, kMostScenarioBytes);
    if (!text) return unreadable(path, text.error());
    const fs::path base = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    sources.push_back({path.stem().string(), path.string(), to_text(*text), base});
    return {};
}

/// "46" of "46-large-error-page", the number of a field bug; with its zero in front where it has one.
std::string_view number_of(std::string_view name) { return name.substr(0, name.find('-')); }

bool add_named(std::vector<ScenarioSource> from, std::string_view name,
               std::vector<ScenarioSource>& sources) {
    const auto found = std::find_if(from.begin(), from.end(),
                                    [name](const ScenarioSource& source) { return source.name == name; });
    if (found == from.end()) return false;
    sources.push_back(std::move(*found));
    return true;
}

/// "field" is all field scenarios, "field:46" that of one bug, "46-large-error-page" too.
bool add_field(std::string_view name, std::vector<ScenarioSource>& sources) {
    auto field = field_scenarios();
    if (name == kField) {
        std::move(field.begin(), field.end(), std::back_inserter(sources));
        return true;
    }
    if (!name.starts_with(kField) || name.substr(kField.size(), 1) != ":")
        return add_named(std::move(field), name, sources);
    std::string number{name.substr(kField.size() + 1)};
    if (number.size() == 1) number.insert(0, 1, '0');
    const auto found = std::find_if(field.begin(), field.end(), [&number](const ScenarioSource& source) {
        return number_of(source.name) == number;
    });
    if (found == field.end()) return false;
    sources.push_back(std::move(*found));
    return true;
}

/// A name that is no file may be a built-in scenario. @return false when it is not
bool add_built_in(const fs::path& name, std::vector<ScenarioSource>& sources) {
    std::error_code ignored;
    if (fs::exists(name, ignored)) return false;
    return add_named(built_in_suite(), name.string(), sources) || add_field(name.string(), sources);
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
    auto sources = built_in("suite/");
    std::stable_partition(sources.begin(), sources.end(),
                          [](const auto& source) { return source.name == kFirst; });
    return sources;
}

std::vector<ScenarioSource> field_scenarios() { return built_in("field/"); }

Result<std::vector<ScenarioSource>> load_scenarios(const std::vector<fs::path>& paths) {
    std::vector<ScenarioSource> sources;
    for (const fs::path& path : paths) {
        if (add_built_in(path, sources)) continue;
        if (auto added = add_path(path, sources); !added) return added.error();
    }
    return sources;
}

}  // namespace cupspec::scenarios
