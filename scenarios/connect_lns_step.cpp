#include "scenarios/connect_lns_step.hpp"

#include "scenarios/judge.hpp"
#include "scenarios/stage.hpp"

#include <array>

namespace cupspec::scenarios {
namespace {

constexpr std::array<std::string_view, 5> kStages{"no-uri", "discovery", "muxs", "connected", "configured"};

}  // namespace

ConnectLnsStep ConnectLnsStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway", "expect"});
    ConnectLnsStep step;
    step.gateway = read_gateway_name(at, names);
    const auto expect = at.find("expect");
    if (!expect) return step;
    expect->only({"stage", "problem", "askCups"});
    if (const auto stage = expect->find("stage")) step.stage = kStages[word(*stage, kStages)];
    if (const auto problem = expect->find("problem"))
        step.problem = problem->is_null() ? "" : problem->text();
    if (const auto ask = expect->find("askCups")) step.ask_cups = ask->boolean();
    return step;
}

net::awaitable<void> run(const ConnectLnsStep& step, Stage& stage, StepResult& result) {
    Device& device = stage.device(step.gateway);
    const emulator::LnsReport report = co_await device.connect_lns();
    const bool emulated = device.is_emulated();
    Judge judge;
    if (step.stage) judge.same("stage", *step.stage, std::string{emulator::to_string(report.stage)});
    if (step.problem && emulated) {
        judge.same("problem", Judge::quoted(*step.problem), Judge::quoted(report.problem));
    } else if (step.problem) {
        judge.cannot_know("problem");
    }
    const auto yes_or_no = [](bool yes) { return std::string{yes ? "yes" : "no"}; };
    if (step.ask_cups && emulated) {
        judge.same("askCups", yes_or_no(*step.ask_cups), yes_or_no(report.ask_cups));
    } else if (step.ask_cups) {
        judge.cannot_know("askCups");
    }
    std::move(judge).finish(result);
    result.lns = report;
}

}  // namespace cupspec::scenarios
