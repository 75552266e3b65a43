#include "cli/commands.hpp"
#include "cli/known_bugs.hpp"
#include "cli/moment.hpp"
#include "emulator/home_lint.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace cupspec::cli {
namespace {

using emulator::LintFinding;
using emulator::LintPlace;
using emulator::Severity;
using Json = nlohmann::ordered_json;
using LintFindings = std::vector<LintFinding>;

std::size_t count(const LintFindings& findings, Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [severity](const LintFinding& finding) { return finding.severity == severity; }));
}

std::string place_text(const LintFinding& finding) {
    if (!finding.place) return {};
    const bool line = finding.place->unit == LintPlace::Unit::line;
    return (line ? ":" : ":byte ") + std::to_string(finding.place->number);
}

report::Colour colour_of(Severity severity) {
    if (severity == Severity::note) return report::Colour::cyan;
    return severity == Severity::bad ? report::Colour::yellow : report::Colour::red;
}

std::string_view source_of(std::string_view slug) {
    for (const auto& rule : emulator::lint_rules())
        if (rule.slug == slug) return rule.source;
    return {};
}

std::string finding_text(const std::string& home, const LintFinding& finding, const KnownBugs& bugs,
                         const Context& context) {
    const report::Style style = context.style;
    std::string out = report::printable((std::filesystem::path{home} / finding.file).string()) +
                      place_text(finding) + ": " +
                      style.paint(colour_of(finding.severity), to_string(finding.severity)) + ": " +
                      report::printable(finding.says) + ' ' +
                      style.paint(report::Colour::dim, '[' + std::string{finding.slug} + ']') + '\n';
    out += "    " + finding.consequence + "\n    Cure: " + finding.cure + '\n';
    if (context.common.verbose > 0) out += "    Source: " + std::string{source_of(finding.slug)} + '\n';
    constexpr std::size_t kIndent = 4;
    return out + bugs.lines(bugs.with_slug(finding.slug), kIndent);
}

std::string summary(const LintFindings& findings) {
    const std::size_t notes = count(findings, Severity::note);
    return std::to_string(count(findings, Severity::fatal)) + " fatal, " +
           std::to_string(count(findings, Severity::bad)) + " bad, " + std::to_string(notes) +
           (notes == 1 ? " note\n" : " notes\n");
}

std::string findings_text(const std::string& home, const LintFindings& findings, const Context& context) {
    const KnownBugs bugs;
    std::string out;
    for (const LintFinding& finding : findings) {
        if (context.common.quiet && finding.severity == Severity::note) continue;
        out += finding_text(home, finding, bugs, context);
    }
    if (context.common.quiet) return out;
    return findings.empty() ? report::printable(home) + ": nothing a Station would dislike\n"
                            : out + summary(findings);
}

Json place_json(const LintFinding& finding, LintPlace::Unit unit) {
    return finding.place && finding.place->unit == unit ? Json(finding.place->number) : Json(nullptr);
}

std::string to_json(const std::string& home, const LintFindings& findings) {
    const KnownBugs bugs;
    auto list = Json::array();
    for (const LintFinding& finding : findings) {
        list.push_back({{"slug", finding.slug},
                        {"severity", to_string(finding.severity)},
                        {"file", finding.file},
                        {"line", place_json(finding, LintPlace::Unit::line)},
                        {"byte", place_json(finding, LintPlace::Unit::byte)},
                        {"says", finding.says},
                        {"consequence", finding.consequence},
                        {"cure", finding.cure},
                        {"source", source_of(finding.slug)},
                        {"fieldBug", bugs.with_slug(finding.slug)}});
    }
    const Json json{{"home", home},
                    {"fatal", count(findings, Severity::fatal)},
                    {"bad", count(findings, Severity::bad)},
                    {"notes", count(findings, Severity::note)},
                    {"findings", std::move(list)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

int execute(const PkiLintCommand& command, Context& context) {
    const TimePoint now = wall_clock();
    const auto at = command.at.empty() ? Result<TimePoint>{now} : parse_moment(command.at, now);
    if (!at) return fail(Error{at.error().code, "--at " + at.error().where, at.error().detail});
    const auto findings = emulator::lint_home(std::filesystem::path{command.home}, {*at});
    if (!findings) return fail(findings.error());
    context.out.write(context.common.json ? to_json(command.home, *findings)
                                          : findings_text(command.home, *findings, context));
    return findings->size() == count(*findings, Severity::note) ? kGood : kFailed;
}

}  // namespace cupspec::cli
