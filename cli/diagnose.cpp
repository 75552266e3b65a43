#include "base/files.hpp"
#include "cli/commands.hpp"
#include "report/style.hpp"
#include "scenarios/field_library.hpp"
#include "scenarios/log_diagnosis.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::cli {
namespace {

using Json = nlohmann::ordered_json;
using scenarios::FieldBug;
using scenarios::LogHit;
using scenarios::SymptomIndex;

constexpr std::uint64_t kLogLimit = 256U << 20U;

/// What was asked, and in which text.
struct Question {
    std::string said;  ///< by a person; empty: a log
    std::string file;  ///< of the log; "-": stdin
    std::string log;
};

struct Diagnosis {
    std::vector<FieldBug> bugs;
    std::vector<LogHit> hits;

    const FieldBug& bug(const LogHit& hit) const { return bugs[hit.match.bug]; }
};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// "46", "field:46" and "#46" are a bug's number.
std::optional<unsigned> bug_number(std::string_view text) {
    constexpr std::string_view kPrefix = "field:";
    if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
    if (text.starts_with('#')) text.remove_prefix(1);
    unsigned number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    constexpr unsigned kFirstStatus = 100;
    if (error != std::errc{} || rest != text.data() + text.size() || number >= kFirstStatus)
        return std::nullopt;
    return number;
}

/// A word that can only be meant as a file's name.
bool names_file(const std::string& text) {
    const bool one_word = text.find(' ') == std::string::npos;
    return one_word && (text.ends_with(".log") || text.ends_with(".txt") || text.starts_with('/') ||
                        text.starts_with("./") || text.starts_with("../"));
}

Result<Question> read_question(const std::vector<std::string>& words) {
    Question question;
    const std::string text = joined(words);
    std::error_code ignored;
    if (text == "-") {
        auto log = read_stdin(kLogLimit);
        if (!log)
            return Error{make_error_code(boost::system::errc::io_error), "stdin", "unreadable or too large"};
        question.file = text;
        question.log = std::move(*log);
    } else if (names_file(text) || std::filesystem::exists(text, ignored)) {
        const auto log = read_file(text, kLogLimit);
        if (!log) return log.error();
        question.file = text;
        question.log = to_text(*log);
    } else {
        question.said = text;
    }
    return question;
}

std::vector<LogHit> hits_of(const Question& question, const std::vector<FieldBug>& bugs) {
    if (const auto number = bug_number(question.said)) {
        const auto found = std::find_if(bugs.begin(), bugs.end(),
                                        [&](const FieldBug& bug) { return bug.note.bug == *number; });
        if (found == bugs.end()) return {};
        return {{{static_cast<std::size_t>(found - bugs.begin()), 1, question.said}, 0, {}, 0}};
    }
    const SymptomIndex index{bugs};
    const bool is_pasted = question.said.find('\n') != std::string::npos;
    if (is_pasted) return scenarios::diagnose_log(index, question.said);
    if (question.file.empty()) {
        std::vector<LogHit> hits;
        for (auto& match : index.find(question.said, SymptomIndex::Speaker::person))
            hits.push_back({std::move(match), 0, {}, 0});
        return hits;
    }
    return scenarios::diagnose_log(index, question.log);
}

std::string line_text(const LogHit& hit) {
    if (hit.line == 0) return {};
    std::string where = "line " + std::to_string(hit.line);
    if (hit.lines > 1) where += ", " + std::to_string(hit.lines) + " lines like it";
    return "    " + where + ": " + report::printable(hit.text) + '\n';
}

std::string hit_text(const FieldBug& bug, const LogHit& hit, report::Style style) {
    const std::string number = std::to_string(bug.note.bug);
    std::string out = style.paint(report::Colour::bold, number + "  " + bug.title) + '\n' + line_text(hit);
    const std::string& symptom =
        bug_number(hit.match.matched) ? bug.note.symptoms.front() : hit.match.matched;
    out += "    symptom: " + symptom + "\n    cause:   " + bug.note.cause +
           "\n    cure:    " + bug.note.cure + "\n    link:    " + bug.note.link + '\n';
    out += bug.scenario.empty() ? "    no scenario: " + bug.why
                                : "    see it:  " + style.paint(report::Colour::cyan, how_to_run(bug));
    return out + '\n';
}

std::string hits_text(const Diagnosis& diagnosis, const Context& context) {
    constexpr std::size_t kMost = 5;
    constexpr double kNotFarBehind = 0.7;  // of the best one's score
    std::string out;
    std::size_t shown = 0;
    for (const LogHit& hit : diagnosis.hits) {
        const bool behind = hit.match.score < kNotFarBehind * diagnosis.hits.front().match.score;
        if (context.common.verbose == 0 && (shown == kMost || behind)) break;
        if (shown > 0) out += '\n';
        out += hit_text(diagnosis.bug(hit), hit, context.style);
        ++shown;
    }
    if (const std::size_t more = diagnosis.hits.size() - shown; more > 0)
        out += std::to_string(more) + " more that fit less; -v shows them\n";
    return out;
}

Json bug_json(const FieldBug& bug) {
    const bool played = !bug.scenario.empty();
    return {{"bug", bug.note.bug},
            {"title", bug.title},
            {"symptoms", bug.note.symptoms},
            {"cause", bug.note.cause},
            {"cure", bug.note.cure},
            {"link", bug.note.link},
            {"slugs", bug.note.slugs},
            {"scenario", played ? Json(bug.scenario) : Json(nullptr)},
            {"run", played ? Json(how_to_run(bug)) : Json(nullptr)},
            {"why", played ? Json(nullptr) : Json(bug.why)}};
}

Json hit_json(const FieldBug& bug, const LogHit& hit) {
    Json json = bug_json(bug);
    json["matched"] = hit.match.matched;
    json["score"] = hit.match.score;
    json["line"] = hit.line == 0 ? Json(nullptr) : Json(hit.line);
    json["lines"] = hit.lines;
    json["text"] = hit.line == 0 ? Json(nullptr) : Json(report::printable(hit.text));
    return json;
}

std::string to_json(const Question& question, const Diagnosis& diagnosis) {
    auto hits = Json::array();
    for (const LogHit& hit : diagnosis.hits) hits.push_back(hit_json(diagnosis.bug(hit), hit));
    const bool said = question.file.empty();
    const Json json{{"text", said ? Json(question.said) : Json(nullptr)},
                    {"file", said ? Json(nullptr) : Json(question.file)},
                    {"hits", std::move(hits)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

int list_bugs(Context& context) {
    const auto bugs = scenarios::field_bugs();
    if (context.common.json) {
        auto all = Json::array();
        for (const FieldBug& bug : bugs) all.push_back(bug_json(bug));
        context.out.write(Json{{"bugs", std::move(all)}}.dump(2) + '\n');
        return kGood;
    }
    std::string out;
    for (const FieldBug& bug : bugs) {
        const std::string number = std::to_string(bug.note.bug);
        out += std::string(number.size() < 2 ? 1 : 0, ' ') + number + "  " + bug.title +
               (bug.scenario.empty() ? " (no scenario)" : "") + '\n';
    }
    context.out.write(out);
    return kGood;
}

std::string symptoms_cell(const FieldBug& bug) {
    std::string cell;
    for (const std::string& symptom : bug.note.symptoms) {
        if (!cell.empty()) cell += "; ";
        cell += '"' + symptom + '"';
    }
    return cell;
}

/// A row of the table of docs/field-bugs.md.
std::string row(const FieldBug& bug) {
    const std::string number = std::to_string(bug.note.bug);
    const bool played = !bug.scenario.empty();
    const std::string name =
        played ? '[' + number + "](../scenarios/field/" + bug.scenario + ".json)" : number;
    const std::string why = played ? std::string{} : " *No scenario: " + bug.why + '*';
    std::string out = "|";
    for (const std::string& cell :
         {name, bug.title, symptoms_cell(bug), bug.note.cause + why, bug.note.cure, bug.note.link})
        out += ' ' + cell + " |";
    return out + '\n';
}

std::string markdown() {
    std::string out =
        "| bug | what happens | symptoms | cause | cure | met in |\n|---|---|---|---|---|---|\n";
    for (const FieldBug& bug : scenarios::field_bugs()) out += row(bug);
    return out;
}

int nothing_fits(const Context& context) {
    if (context.common.quiet) return kFailed;
    return fail(
        kFailed,
        "no known bug fits. Try fewer words, those of the error itself; --list shows all that are known. "
        "Or look at the thing: pki lint HOME, decode ANSWER, check URL, replay LOG");
}

}  // namespace

int execute(const DiagnoseCommand& command, Context& context) {
    if (command.markdown) {
        context.out.write(markdown());
        return kGood;
    }
    if (command.list) return list_bugs(context);
    if (command.words.empty())
        return fail(kUsage, "a text, a log file, - for stdin, or a bug's number is needed; --list shows all");
    const auto question = read_question(command.words);
    if (!question) return fail(question.error());
    Diagnosis diagnosis;
    diagnosis.bugs = scenarios::field_bugs();
    diagnosis.hits = hits_of(*question, diagnosis.bugs);
    if (context.common.json) context.out.write(to_json(*question, diagnosis));
    if (diagnosis.hits.empty()) return context.common.json ? kFailed : nothing_fits(context);
    if (!context.common.json) context.out.write(hits_text(diagnosis, context));
    return kGood;
}

}  // namespace cupspec::cli
