#include "scenarios/connect_lns_step.hpp"

#include "scenarios/judge.hpp"
#include "scenarios/stage.hpp"

#include <array>

namespace cupspec::scenarios {
namespace {

constexpr std::array<std::string_view, 5> kStages{"no-uri", "discovery", "muxs", "connected", "configured"};

}  // namespace

ConnectLnsStep ConnectLnsStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway", "repeat", "expect"});
    ConnectLnsStep step;
    step.gateway = read_gateway_name(at, names);
    step.repetition = read_repetition(at, names);
    const auto expect = at.find("expect");
    if (!expect) return step;
    expect->only({"at", "stage", "problem", "askCups"});
    if (const auto stage = expect->find("stage")) step.stage = kStages[word(*stage, kStages)];
    if (const auto problem = expect->find("problem"))
        step.problem = problem->is_null() ? "" : problem->text();
    if (const auto ask = expect->find("askCups")) step.ask_cups = ask->boolean();
    return step;
}

namespace {

/// @param emulated false: problem and what it leads to are known to the gateway alone
Judge judge(const ConnectLnsStep& step, const emulator::LnsReport& report, bool emulated) {
    const auto yes_or_no = [](bool yes) { return std::string{yes ? "yes" : "no"}; };
    Judge judge;
    if (step.stage) judge.same("stage", *step.stage, std::string{emulator::to_string(report.stage)});
    if (step.problem && emulated) {
        judge.same("problem", Judge::quoted(*step.problem), Judge::quoted(report.problem));
    } else if (step.problem) {
        judge.cannot_know("problem");
    }
    if (step.ask_cups && emulated) {
        judge.same("askCups", yes_or_no(*step.ask_cups), yes_or_no(report.ask_cups));
    } else if (step.ask_cups) {
        judge.cannot_know("askCups");
    }
    return judge;
}

}  // namespace

net::awaitable<void> run(const ConnectLnsStep& step, Stage& stage, StepResult& result) {
    Device& device = stage.device(step.gateway);
    for (unsigned index = 0; index < step.repetition.times && result.verdict == Verdict::passed; ++index) {
        const LnsAttempt attempt = co_await device.connect_lns();
        Judge found;
        if (attempt.missing.empty()) {
            found = judge(step, attempt.report, device.is_emulated());
            judge_time(step.repetition, index, attempt.at, found);
            result.lns = attempt.report;
            result.at = attempt.at;
        } else {
            found.same("attempt", "an attempt at the LNS", attempt.missing);
        }
        std::move(found).finish(result);
        note_which(step.repetition, index, result);
    }
}

}  // namespace cupspec::scenarios
