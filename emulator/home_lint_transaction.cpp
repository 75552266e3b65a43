#include "emulator/home_lint_view.hpp"

#include <array>
#include <string>

namespace cupspec::emulator {
namespace {

constexpr LintRule kRecovery{.slug = "start-refused:recovery",
                             .severity = Severity::fatal,
                             .says = "What an interrupted update staged can be moved into place.",
                             .does = "Station exits with 1 at its start, because a rename fails.",
                             .cure = "Remove the directory that stands where a file should be.",
                             .source = "Station 2.0.6, sys.c:326-327"};
constexpr LintRule kCommit{
    .slug = "commit-pending",
    .severity = Severity::note,
    .says = "No update was interrupted while it was put in place.",
    .does =
        "At its next start Station renames the staged files over the regular set. The forked worker of a "
        "daemon "
        "does not: there the next answer removes them unused, and the set may stay mixed.",
    .cure = "Start Station once; or remove the -temp files and the marker to keep the old set.",
    .source = "Station 2.0.6, sys.c:313-333 and 418-441"};
constexpr LintRule kBackup{
    .slug = "backup-pending",
    .severity = Severity::note,
    .says = "No backup was interrupted.",
    .does = "At its next start Station removes the backup set and copies the regular set there anew.",
    .cure = "Start Station once; or remove the marker.",
    .source = "Station 2.0.6, sys.c:336-381 and 418-441"};
constexpr LintRule kStaged{
    .slug = "staged-leftover",
    .severity = Severity::note,
    .says = "Nothing is left of an answer that broke off.",
    .does = "Without the .upd marker Station never reads it; the next answer with status 200 removes it.",
    .cure = "None is needed.",
    .source = "Station 2.0.6, sys.c:481-503"};
constexpr LintRule kUnmarked{
    .slug = "backup-unmarked",
    .severity = Severity::note,
    .says = "A backup set lies beside its .done marker.",
    .does =
        "Station takes the backup for not yet made: the next answer with status 200 (cups) or connection to "
        "the "
        "LNS (tc) replaces it by the regular set.",
    .cure = "Create the empty marker if the set is meant to stay; a factory set is called -boot.",
    .source = "Station 2.0.6, sys.c:336-381"};
constexpr LintRule kMarkerAlone{
    .slug = "backup-marker-alone",
    .says = "Beside the marker of a finished backup lies the backup.",
    .does = "Station never makes another backup: when the regular set fails, there is none to fall back to.",
    .cure = "Remove the marker.",
    .source = "Station 2.0.6, sys.c:336-381"};
constexpr std::array kTransactionRules{&kRecovery, &kCommit, &kBackup, &kStaged, &kUnmarked, &kMarkerAlone};

/// Names of the set's files that lie in the home.
std::string present(const LintView& view, Category category, SetName set) {
    std::string names;
    for (const std::string_view extension : kSetExtensions) {
        const std::string name = view.home.file(category, set, extension).filename();
        if (view.files.contains(name)) (names += names.empty() ? "" : ", ") += name;
    }
    return names;
}

std::string file_name(const LintView& view, Category category, SetName set, std::string_view extension) {
    return view.home.file(category, set, extension).filename();
}

void judge_staged(LintView& view, Category category) {
    const std::string staged = present(view, category, SetName::temporary);
    const std::string commit = file_name(view, category, SetName::temporary, "upd");
    if (view.files.contains(commit)) {
        view.add(kCommit,
                 {commit, staged.empty() ? "an update was interrupted at its very end; nothing is left to do"
                                         : "an update was interrupted; still staged: " + staged});
    } else if (!staged.empty()) {
        view.add(kStaged, {staged.substr(0, staged.find(',')), "left over: " + staged});
    }
    const std::string backup = file_name(view, category, SetName::temporary, "cpy");
    if (view.files.contains(backup)) view.add(kBackup, {backup, "a backup was interrupted"});
}

void judge_backup(LintView& view, Category category) {
    if (view.files.contains(file_name(view, category, SetName::temporary, "cpy"))) return;
    const std::string marker = file_name(view, category, SetName::backup, "done");
    const std::string names = present(view, category, SetName::backup);
    const bool marked = view.files.contains(marker);
    if (marked && names.empty()) view.add(kMarkerAlone, {marker, "there is a marker, but no backup"});
    if (!marked && !names.empty())
        view.add(kUnmarked, {names.substr(0, names.find(',')), marker + " is missing beside " + names});
}

/// The marker stays where the renames failed.
void judge_recovery(LintView& view) {
    const std::string cups = file_name(view, Category::cups, SetName::temporary, "upd");
    const bool at_cups = view.disk.files().contains(cups);
    view.add(kRecovery, {at_cups ? cups : file_name(view, Category::tc, SetName::temporary, "upd"),
                         "a staged file cannot replace a directory, or a directory a file"});
}

void look_at_transaction(LintView& view) {
    if (view.refusal == kRecovery.slug) judge_recovery(view);
    for (const Category category : {Category::cups, Category::tc}) {
        judge_staged(view, category);
        judge_backup(view, category);
    }
}

}  // namespace

const LintGroup& lint_transaction() {
    static constexpr LintGroup kGroup{kTransactionRules, look_at_transaction};
    return kGroup;
}

}  // namespace cupspec::emulator
