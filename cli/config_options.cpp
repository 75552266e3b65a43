#include "cli/config_options.hpp"

#include "base/nearest.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace cupspec::cli {
namespace {

/// They make sense on a command line only.
constexpr std::array<std::string_view, 3> kNotInFiles{"help", "version", "config"};

std::vector<std::string> names_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            if (std::find(kNotInFiles.begin(), kNotInFiles.end(), name) == kNotInFiles.end())
                names.push_back(name);
        }
    }
    return names;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& names) {
    const std::vector<std::string_view> known{names.begin(), names.end()};
    return suggestion(word, known);
}

/// Of an option that is none of `names`.
std::string not_here(const std::string& name, const std::vector<std::string>& names,
                     const CLI::App& command) {
    if (holds(names_of(command), name)) return ": it belongs below a line [" + command.get_name() + ']';
    return ": unknown option: " + did_you_mean(name, names);
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

/// @return what is wrong with it
std::optional<std::string> set(CLI::Option& option, const ConfigEntry& entry) {
    if (entry.values.empty() || option.count() > 0) return std::nullopt;
    const bool is_word = entry.values.front() == "true" || entry.values.front() == "false";
    if (is_flag(option) && option.get_expected_max() == 0 && !is_word && entry.name != "verbose")
        return "true or false is needed";
    try {
        option.add_result(entry.values);
        option.run_callback();
    } catch (const CLI::ParseError& error) {
        return error.what();
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> apply_config(CLI::App& program, CLI::App& command,
                                        const std::vector<ConfigEntry>& entries, const std::string& file) {
    for (const ConfigEntry& entry : entries) {
        const std::string at = file + ':' + std::to_string(entry.line) + ": ";
        if (!entry.section.empty() && entry.section != command.get_name()) {
            return at + "section [" + entry.section +
                   "]: " + did_you_mean(entry.section, {command.get_name()});
        }
        CLI::App& owner = entry.section.empty() ? program : command;
        const auto names = names_of(owner);
        if (!holds(names, entry.name)) return at + entry.text() + not_here(entry.name, names, command);
        if (const auto wrong = set(*owner.get_option("--" + entry.name), entry))
            return at + entry.text() + ": " + *wrong;
    }
    return std::nullopt;
}

}  // namespace cupspec::cli
