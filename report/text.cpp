#include "report/text.hpp"

#include "base/hex.hpp"
#include "report/exchange_text.hpp"

#include <algorithm>
#include <array>

namespace cupspec::report {
namespace {

using scenarios::CrcEntry;
using scenarios::Mismatch;
using scenarios::RunResult;
using scenarios::ScenarioResult;
using scenarios::StepResult;

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

struct Word {
    std::string_view text;
    Colour colour;
};

Word word_of(Verdict verdict) {
    constexpr std::array<Word, 5> kWords{Word{"ok", Colour::green}, Word{"FAIL", Colour::red},
                                         Word{"warn", Colour::yellow}, Word{"skip", Colour::cyan},
                                         Word{"BROKEN", Colour::red}};
    return kWords.at(static_cast<std::size_t>(verdict));
}

bool went_wrong(Verdict verdict) { return verdict == Verdict::failed || verdict == Verdict::broken; }

std::string crc_table(const std::vector<CrcEntry>& crcs) {
    constexpr std::size_t kDecimalWidth = 10;
    if (crcs.empty()) return {};
    std::size_t kinds = 0;
    std::size_t names = 0;
    for (const CrcEntry& entry : crcs) {
        kinds = std::max(kinds, entry.kind.size());
        names = std::max(names, entry.name.size());
    }
    std::string out = "CRC-32\n";
    for (const CrcEntry& entry : crcs) {
        const std::string decimal = std::to_string(entry.crc);
        out += "  " + to_hex8(entry.crc) + "  " +
               std::string(kDecimalWidth - std::min(decimal.size(), kDecimalWidth), ' ') + decimal + "  " +
               padded(entry.kind, kinds) + "  " + padded(entry.name, names) + "  " + bytes_text(entry.bytes) +
               '\n';
    }
    return out;
}

std::string mismatch_text(const Mismatch& mismatch, Style style) {
    return style.paint(Colour::red, mismatch.what) + '\n' + "  expected: " + printable(mismatch.expected) +
           '\n' + "  actual:   " + printable(mismatch.actual) + '\n';
}

std::string exchanged_text(const StepResult& step, Depth depth, Style style) {
    std::string out;
    if (step.round) out += round_text(*step.round, step.update_package, depth, style);
    if (step.lns) out += lns_text(*step.lns, depth, style);
    if (step.exchange) out += exchange_text(*step.exchange, depth, style);
    return out;
}

std::string step_text(const StepResult& step, bool annotated, Style style) {
    const Word word = word_of(step.verdict);
    const bool wrong = went_wrong(step.verdict);
    std::string out = style.paint(Colour::bold, printable(step.title.empty() ? step.kind : step.title)) +
                      "  " + style.paint(word.colour, word.text) + "  " + took_text(step.took) + '\n';
    std::string body;
    if (step.at) body += "at " + scenarios::span_text(*step.at) + " on the gateway's clock\n";
    if (wrong && !step.where.empty()) body += "at " + printable(step.where) + '\n';
    if (!step.message.empty()) body += printable(step.message) + '\n';
    for (const Mismatch& mismatch : step.mismatches) body += mismatch_text(mismatch, style);
    for (const std::string& fault : step.faults) body += "on purpose: " + printable(fault) + '\n';
    body += exchanged_text(step, annotated || wrong ? Depth::annotated : Depth::decoded, style);
    return out + indented(body, 2);
}

std::string message_text(const ScenarioResult& scenario) {
    return scenario.message.empty() ? std::string{} : printable(scenario.message) + '\n';
}

bool shown_in_full(const ScenarioResult& scenario, Full full) {
    return full == Full::all || (full == Full::bootstrap && scenario.name == "bootstrap");
}

}  // namespace

std::string scenario_text(const ScenarioResult& scenario, const TextOptions& options) {
    std::string out = options.style.paint(Colour::bold, scenario.name);
    if (!scenario.title.empty()) out += ": " + printable(scenario.title);
    out += '\n';
    std::string body = scenario.about.empty() ? "" : printable(scenario.about) + '\n';
    body += crc_table(scenario.crcs);
    for (const StepResult& step : scenario.steps)
        body += (body.empty() ? "" : "\n") + step_text(step, options.annotated, options.style);
    body += message_text(scenario);
    if (!scenario.kept.empty()) body += "kept in " + printable(scenario.kept.string()) + '\n';
    return out + indented(body, 2) + '\n';
}

std::string result_text(const ScenarioResult& scenario, const TextOptions& options, bool details) {
    constexpr std::size_t kWordWidth = 4;
    const Word word = word_of(scenario.verdict);
    std::string out = options.style.paint(word.colour, padded(std::string{word.text}, kWordWidth)) + ' ' +
                      padded(scenario.name, options.name_width) + "  " + took_text(scenario.took);
    if (!scenario.title.empty()) out += "  " + printable(scenario.title);
    if (scenario.attempts > 1) out += " (attempt " + std::to_string(scenario.attempts) + ')';
    out += '\n';
    if (!details) return out;
    std::string body = message_text(scenario);
    for (const StepResult& step : scenario.steps) {
        if (went_wrong(step.verdict) || step.verdict == Verdict::warning)
            body += step_text(step, options.annotated, options.style);
    }
    if (!scenario.kept.empty() && went_wrong(scenario.verdict))
        body += "kept in " + printable(scenario.kept.string()) + '\n';
    return out + indented(body, kWordWidth + 1);
}

std::string summary_text(const RunResult& run, Style style) {
    std::string out = std::to_string(run.count(Verdict::passed)) + " passed, " +
                      std::to_string(run.count(Verdict::failed)) + " failed";
    for (const Verdict verdict : {Verdict::broken, Verdict::warning, Verdict::skipped}) {
        if (const std::size_t count = run.count(verdict); count > 0)
            out += ", " + std::to_string(count) + ' ' + std::string{to_string(verdict)};
    }
    return style.paint(run.ok() ? Colour::green : Colour::red, out) + " in " + took_text(run.took) + '\n';
}

std::string to_text(const RunResult& run, TextOptions options) {
    std::string out;
    for (const ScenarioResult& scenario : run.scenarios) {
        if (shown_in_full(scenario, options.full)) out += scenario_text(scenario, options);
        options.name_width = std::max(options.name_width, scenario.name.size());
    }
    for (const ScenarioResult& scenario : run.scenarios)
        out += result_text(scenario, options, !shown_in_full(scenario, options.full));
    return out + summary_text(run, options.style);
}

}  // namespace cupspec::report
