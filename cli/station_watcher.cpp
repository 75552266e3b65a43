#include "cli/station_watcher.hpp"

#include "report/event_line.hpp"
#include "report/exchange_text.hpp"

#include <string>

namespace cupspec::cli {
namespace {

using emulator::LnsReport;
using emulator::RoundReport;

report::Depth depth_of(const CommonOptions& common) {
    return common.verbose > 0 ? report::Depth::annotated : report::Depth::decoded;
}

}  // namespace

StationWatcher::StationWatcher(Context& context, bool bounded)
    : context_{context},
      in_full_{!context.common.json && !context.common.quiet && (bounded || context.common.verbose > 0)} {}

void StationWatcher::on_round(const RoundReport& round) {
    if (context_.common.json) context_.out.write(to_json(round) + '\n');
    if (in_full_) show(round);
    const auto line = report::round_line(round);
    const bool shown = context_.common.json || in_full_;
    context_.log.write(shown ? LogLevel::debug : line.level, "CUP", line.text);
    if (context_.common.json && context_.common.verbose > 0)
        context_.log.write(LogLevel::debug, "CUP", '\n' + report::wire_text(round.exchange, {}));
    if (round.outcome == emulator::Outcome::start_refused)
        context_.log.write(LogLevel::error, "SYS", "Station would exit with 1 at its start");
    if (round.outcome == emulator::Outcome::crashed)
        context_.log.write(LogLevel::error, "SYS", "Station would die of a signal here");
}

void StationWatcher::show(const RoundReport& round) {
    const auto& style = context_.style;
    const std::string title = "round " + std::to_string(round.round);
    context_.out.write(style.paint(report::Colour::bold, title) + '\n' +
                       report::indented(report::round_text(round, {}, depth_of(context_.common), style), 2));
}

void StationWatcher::on_lns(const LnsReport& lns) {
    // Without a tc.uri there is nothing that happened: the next round asks for one.
    const bool nothing_to_contact = lns.stage == LnsReport::Stage::no_uri && lns.discovery_uri.empty();
    const bool shown = in_full_ && !nothing_to_contact;
    if (shown) show(lns);
    const auto line = report::lns_line(lns);
    const LogLevel level = nothing_to_contact ? LogLevel::info : line.level;
    context_.log.write(shown ? LogLevel::debug : level, "TCE", line.text);
}

void StationWatcher::show(const LnsReport& lns) {
    const auto& style = context_.style;
    context_.out.write(style.paint(report::Colour::bold, "LNS") + '\n' +
                       report::indented(report::lns_text(lns, depth_of(context_.common), style), 2));
}

void StationWatcher::on_lns_lost() {
    context_.log.write(LogLevel::warning, "TCE", "the muxs connection was lost");
}

void StationWatcher::on_update_run(const emulator::UpdateRunResult& result) {
    context_.log.write(result.ok() ? LogLevel::info : LogLevel::warning, "SYS",
                       "the firmware was run: " + describe(result));
}

void StationWatcher::on_update_found(const std::filesystem::path& file) {
    context_.log.write(LogLevel::warning, "SYS",
                       file.string() + " lies there from before; Station runs it now without verifying it");
}

void StationWatcher::on_cups_disabled() {
    context_.log.write(LogLevel::warning, "CUP",
                       "no set has a CUPS URI: CUPS stays off, only the LNS is contacted");
}

}  // namespace cupspec::cli
