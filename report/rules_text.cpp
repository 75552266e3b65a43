#include "report/rules_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

namespace cupspec::report {
namespace {

using conformance::Area;
using conformance::Level;
using conformance::Rule;

std::string level_word(const Rule& rule) { return rule.level == Level::must ? "MUST" : "SHOULD"; }

/// A cell of a table: what Markdown would take for its own is escaped.
std::string cell(std::string_view text) {
    constexpr std::string_view kSpecial = "|<>*_`\\[]";
    std::string out;
    for (const char c : text) {
        if (kSpecial.find(c) != std::string_view::npos) out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string heading(Area area) {
    std::string name{to_string(area)};
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name;
}

}  // namespace

std::string rules_text(std::span<const Rule* const> rules, Style style) {
    std::size_t width = 0;
    for (const Rule* rule : rules) width = std::max(width, rule->id.size());
    std::string out;
    std::size_t musts = 0;
    for (const Rule* rule : rules) {
        std::string id{rule->id};
        id.resize(width, ' ');
        std::string level = level_word(*rule);
        level.resize(std::string_view{"SHOULD"}.size(), ' ');
        out += style.paint(Colour::bold, id) + "  " + level + "  " + std::string{rule->says} + '\n';
        musts += rule->level == Level::must ? 1 : 0;
    }
    return out + std::to_string(rules.size()) + " rules, " + std::to_string(musts) + " of them MUST\n";
}

std::string rule_explained(const Rule& rule, Style style) {
    return style.paint(Colour::bold, rule.id) + "  " + level_word(rule) + '\n' + indented(rule.says, 2) +
           "\nSource\n" + indented(rule.source, 2) + "What a gateway suffers where it is broken\n" +
           indented(rule.harm, 2) + "How to mend it\n" + indented(rule.remedy, 2) +
           "See it broken\n  cupspec serve --root DIR --break " + std::string{rule.id} + '\n';
}

std::string rules_json(std::span<const Rule* const> rules) {
    using RulesJson = nlohmann::ordered_json;
    RulesJson list = RulesJson::array();
    for (const Rule* rule : rules) {
        list.push_back({{"id", rule->id},
                        {"area", to_string(rule->area())},
                        {"level", to_string(rule->level)},
                        {"says", rule->says},
                        {"source", rule->source},
                        {"harm", rule->harm},
                        {"remedy", rule->remedy}});
    }
    return RulesJson{{"rules", std::move(list)}}.dump(2) + '\n';
}

std::string rules_markdown(std::span<const Rule* const> rules) {
    std::string out =
        "# Rules\n\n"
        "What `cupspec check` looks for, area by area: " +
        std::to_string(rules.size()) +
        " rules. `cupspec check --explain RULE` says the same of one; `cupspec\n"
        "serve --break RULE` is a server that breaks it. \"protocol §\" is a section of the notes on Station "
        "2.0.6 that\n"
        "[protocol.md](protocol.md) sums up. This file is written by `tools/write-rules`.\n";
    std::optional<Area> area;
    for (const Rule* rule : rules) {
        if (area != rule->area()) {
            area = rule->area();
            out +=
                "\n## " + heading(*area) +
                "\n| rule | level | a server... | otherwise | remedy | source |\n|---|---|---|---|---|---|\n";
        }
        out += "| `" + std::string{rule->id} + "` | " + level_word(*rule) + " | " + cell(rule->says) + " | " +
               cell(rule->harm) + " | " + cell(rule->remedy) + " | " + cell(rule->source) + " |\n";
    }
    return out;
}

}  // namespace cupspec::report
