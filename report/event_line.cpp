#include "report/event_line.hpp"

#include "report/style.hpp"

#include <string_view>
#include <vector>

namespace cupspec::report {
namespace {

using emulator::LnsReport;
using emulator::Outcome;
using emulator::RoundReport;
using emulator::UpdateVerdict;

bool ends_the_process(Outcome outcome) {
    return outcome == Outcome::start_refused || outcome == Outcome::crashed;
}

LogLevel level_of(const RoundReport& round) {
    if (ends_the_process(round.outcome)) return LogLevel::error;
    return round.problems.empty() ? LogLevel::info : LogLevel::warning;
}

std::string firmware_text(const RoundReport& round) {
    const UpdateVerdict& update = round.update;
    const std::string file = update.file.empty() ? std::string{} : ", in " + printable(update.file.string());
    switch (update.kind) {
        case UpdateVerdict::Kind::none: return {};
        case UpdateVerdict::Kind::verified:
            return ", firmware verified" +
                   (update.key ? " by sig-" + std::to_string(*update.key) + ".key" : std::string{}) + file;
        case UpdateVerdict::Kind::refused: return ", firmware refused: " + printable(update.reason);
        case UpdateVerdict::Kind::unsigned_run: return ", firmware unsigned and no key to ask for one" + file;
    }
    return {};
}

std::string committed_text(const RoundReport& round) {
    std::string sets;
    for (const auto category : round.committed)
        sets += (sets.empty() ? "" : " and ") + std::string{to_string(category)};
    return sets.empty() ? sets : ", " + sets + " changed on disk";
}

std::string problems_text(const std::vector<std::string>& problems) {
    std::string list;
    for (const std::string& problem : problems) list += (list.empty() ? "" : ", ") + printable(problem);
    return list.empty() ? list : " (" + list + ')';
}

std::string next_text(const RoundReport& round) {
    if (ends_the_process(round.outcome)) return {};
    return "; next in " + interval_text(round.next.after) + ", set " + std::string{to_string(round.next.set)};
}

}  // namespace

EventLine round_line(const RoundReport& round) {
    std::string text = "round " + std::to_string(round.round) + ", set " + std::string{to_string(round.set)};
    if (!round.uri.empty()) text += ", " + printable(round.uri);
    text += ": " + std::string{to_string(round.outcome)};
    return {level_of(round), text + committed_text(round) + firmware_text(round) +
                                 problems_text(round.problems) + next_text(round)};
}

EventLine lns_line(const LnsReport& lns) {
    const std::string& uri = lns.muxs_uri.empty() ? lns.discovery_uri : lns.muxs_uri;
    std::string text = "LNS";
    if (!uri.empty()) text += ' ' + printable(uri);
    const bool tried = lns.stage != LnsReport::Stage::no_uri;
    text += ": " + (tried ? std::string{to_string(lns.stage)} : std::string{"not contacted"});
    if (!lns.problem.empty()) text += ": " + printable(lns.problem);
    if (!lns.detail.empty()) text += " (" + printable(lns.detail) + ')';
    if (lns.ask_cups) text += "; CUPS is asked";
    return {lns.ok() ? LogLevel::info : LogLevel::warning, std::move(text)};
}

}  // namespace cupspec::report
