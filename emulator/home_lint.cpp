#include "emulator/home_lint.hpp"

#include "emulator/home_lint_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::emulator {
namespace {

using GroupOf = const LintGroup& (*)();
constexpr std::array<GroupOf, 10> kGroups{lint_settings,    lint_uris,   lint_sets,        lint_certificates,
                                          lint_keys,        lint_tokens, lint_unexplained, lint_package,
                                          lint_transaction, lint_names};

/// Station's defaults where station.conf cannot be read; that it cannot is the settings group's business.
Settings settings_of(const HomeFiles& files) {
    const auto conf = files.find("station.conf");
    if (conf == files.end()) return {};
    auto settings = parse_settings(to_text(conf->second.content), "station.conf", {});
    return settings ? settings->settings : Settings{};
}

std::string refusal_of(const std::optional<RoundReport>& refused) {
    return refused && !refused->problems.empty() ? refused->problems.front() : std::string{};
}

bool same(const LintFinding& a, const LintFinding& b) {
    return a.slug == b.slug && a.file == b.file && a.says == b.says;
}

std::string or_else(std::string text, std::string_view otherwise) {
    return text.empty() ? std::string{otherwise} : std::move(text);
}

}  // namespace

std::string_view to_string(Severity severity) {
    constexpr std::array<std::string_view, 3> kWords{"note", "bad", "fatal"};
    return kWords.at(static_cast<std::size_t>(severity));
}

void LintView::add(const LintRule& rule, Remark remark) {
    LintFinding finding{rule.slug,
                        rule.severity,
                        std::move(remark.file),
                        remark.place,
                        or_else(std::move(remark.says), rule.says),
                        std::string{rule.does},
                        or_else(std::move(remark.cure), rule.cure)};
    const bool known = std::any_of(findings.begin(), findings.end(),
                                   [&finding](const LintFinding& other) { return same(finding, other); });
    if (!known) findings.push_back(std::move(finding));
}

std::vector<LintRule> lint_rules() {
    std::vector<LintRule> rules;
    for (const GroupOf group : kGroups)
        for (const LintRule* rule : group().rules) rules.push_back(*rule);
    return rules;
}

std::vector<LintFinding> lint_home(const HomeFiles& files, const LintOptions& options) {
    TrialDisk disk{files};
    GatewayOptions gateway_options;
    gateway_options.settings = settings_of(files);
    Gateway gateway{disk, {}, gateway_options};
    const auto refused = gateway.start();
    LintView view{files,       disk, gateway.home(), gateway, gateway_options.settings, refusal_of(refused),
                  options.now, {}};
    for (const GroupOf group : kGroups) group().look(view);
    std::stable_sort(view.findings.begin(), view.findings.end(),
                     [](const LintFinding& a, const LintFinding& b) { return a.severity > b.severity; });
    return std::move(view.findings);
}

Result<std::vector<LintFinding>> lint_home(const std::filesystem::path& home, const LintOptions& options) {
    const auto files = read_home(home);
    if (!files) return files.error();
    return lint_home(*files, options);
}

}  // namespace cupspec::emulator
