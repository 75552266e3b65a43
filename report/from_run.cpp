#include "report/from_run.hpp"

#include "report/reproduce.hpp"
#include "report/shown_body.hpp"
#include "report/style.hpp"

#include <string_view>
#include <utility>

namespace cupspec::report {
namespace {

using scenarios::ScenarioResult;
using scenarios::StepResult;

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

/// The regular set lies in cups.*, the others in cups-NAME.*. Source: protocol.md §5.
std::string credential_files(emulator::SetName set) {
    switch (set) {
        case emulator::SetName::regular: return "cups";
        case emulator::SetName::backup: return "cups-bak";
        case emulator::SetName::boot: return "cups-boot";
        case emulator::SetName::temporary: return "cups-temp";
    }
    return {};
}

std::string firmware_fact(const emulator::UpdateVerdict& update) {
    using Kind = emulator::UpdateVerdict::Kind;
    switch (update.kind) {
        case Kind::none: return {};
        case Kind::verified:
            return update.key ? "verified by sig-" + std::to_string(*update.key) + ".key" : "verified";
        case Kind::refused: return "refused: " + update.reason;
        case Kind::unsigned_run: return "unsigned, and the gateway has no key: it would be run";
    }
    return {};
}

void add_fact(Event& event, std::string name, std::string value) {
    if (!value.empty()) event.facts.emplace_back(std::move(name), std::move(value));
}

void add_round(Event& event, const StepResult& step) {
    const emulator::RoundReport& round = *step.round;
    event.outcome = to_string(round.outcome);
    add_fact(event, "asked", round.uri);
    add_fact(event, "credential set", std::string{to_string(round.set)});
    std::string sets;
    for (const auto category : round.committed)
        sets += (sets.empty() ? "" : " and ") + std::string{to_string(category)};
    add_fact(event, "changed on disk", std::move(sets));
    std::string firmware = firmware_fact(round.update);
    if (!firmware.empty() && !step.update_package.empty()) firmware = step.update_package + ' ' + firmware;
    add_fact(event, "firmware", std::move(firmware));
    add_fact(event, "Station logs", listed(round.problems));
    const bool ends =
        round.outcome == emulator::Outcome::start_refused || round.outcome == emulator::Outcome::crashed;
    add_fact(event, "next contact",
             ends ? std::string{"never: the process ends"}
                  : "in " + interval_text(round.next.after) + " with set " +
                        std::string{to_string(round.next.set)});
}

void add_lns(Event& event, const emulator::LnsReport& lns) {
    event.outcome = to_string(lns.stage);
    add_fact(event, "discovery", lns.discovery_uri);
    add_fact(event, "muxs", lns.muxs_uri);
    add_fact(event, "TLS", lns.muxs.version.empty() ? lns.infos.version : lns.muxs.version);
    if (!lns.router_config.empty()) add_fact(event, "router_config", bytes_text(lns.router_config.size()));
    add_fact(event, "problem", lns.problem);
    add_fact(event, "peer says", lns.detail);
    if (lns.ask_cups) add_fact(event, "then", "CUPS is asked");
}

bool went_over_the_wire(const protocol::Exchange& exchange) {
    return !exchange.request_head.empty() || exchange.status != 0 || !exchange.tls.failure.empty();
}

/// The exchange moves to where the others are.
void add_exchange(Event& event, const StepResult& step, Results& results) {
    Recorded recorded;
    recorded.title = event.title;
    if (event.round && went_over_the_wire(event.round->exchange)) {
        recorded.url = event.round->uri;
        recorded.credentials = credential_files(event.round->set);
        recorded.exchange = std::exchange(event.round->exchange, {});
    } else if (!event.round && step.exchange) {
        recorded.exchange = *step.exchange;
    } else {
        return;
    }
    event.exchange = results.exchanges.size();
    results.exchanges.push_back(std::move(recorded));
}

/// True for the field "tcUri" and the parts of "tcCred" ("tcCred.key").
bool is_part_of(std::string_view field, std::string_view whole) {
    return field.starts_with(whole) && (field.size() == whole.size() || field[whole.size()] == '.');
}

/// The bytes of a segment; of an absent one its length field.
std::vector<Mark> marks_of(const std::string& segment, const std::vector<protocol::FieldNote>& notes) {
    std::vector<Mark> marks;
    for (const auto& note : notes)
        if (note.bytes > 0 && is_part_of(note.field, segment)) marks.push_back({note.offset, note.bytes, {}});
    if (!marks.empty()) return marks;
    for (const auto& note : notes)
        if (note.field == segment + "Len") marks.push_back({note.offset, note.bytes, {}});
    return marks;
}

/// Marks the bytes of the answer that a mismatch such as "response.tcUri" speaks of.
void add_marks(Event& event, const Results& results) {
    constexpr std::string_view kPrefix{"response."};
    if (!event.exchange) return;
    const auto notes = notes_of(results.exchanges[*event.exchange].exchange);
    for (const Mismatch& mismatch : event.mismatches) {
        if (!mismatch.what.starts_with(kPrefix)) continue;
        for (Mark& mark : marks_of(mismatch.what.substr(kPrefix.size()), notes)) {
            mark.why = "expected " + mismatch.expected + ", got " + mismatch.actual;
            event.marks.push_back(std::move(mark));
        }
    }
}

Event event_of(const StepResult& step, Results& results) {
    Event event;
    event.kind = step.kind;
    event.title = step.title.empty() ? step.kind : step.title;
    event.place = place_of(step.where);
    event.verdict = step.verdict;
    event.message = step.message;
    event.mismatches = step.mismatches;
    event.took = step.took;
    event.at = step.at;
    event.faults = step.faults;
    event.round = step.round;
    event.package = step.update_package;
    event.lns = step.lns;
    for (const std::string& fault : step.faults) add_fact(event, "on purpose", fault);
    if (step.round) add_round(event, step);
    if (step.lns) add_lns(event, *step.lns);
    add_exchange(event, step, results);
    add_marks(event, results);
    return event;
}

std::vector<Reproduction> reproductions_of(const ScenarioResult& scenario, const Case& one,
                                           const Results& results, const RunFacts& facts) {
    const bool built_in = scenario.file.starts_with('(');
    std::string command = "cupspec run " + shell_word(built_in ? scenario.name : scenario.file) + " -v";
    if (!facts.options.empty()) command += ' ' + facts.options;
    std::vector<Reproduction> lines{{"cupspec", std::move(command)}};
    for (const Event& event : one.events) {
        if (!is_bad(event.verdict) || !event.exchange) continue;
        const std::string curl = curl_line(results.exchanges[*event.exchange]);
        if (!curl.empty()) lines.push_back({"curl, while that server runs", curl});
    }
    return lines;
}

Case case_of(const ScenarioResult& scenario, Results& results, const RunFacts& facts) {
    Case one;
    one.id = scenario.name;
    one.title = scenario.title;
    one.group = "scenarios";
    one.about = scenario.about;
    one.tags = scenario.tags;
    one.place = place_of(scenario.file);
    one.verdict = scenario.verdict;
    one.message = scenario.message;
    for (const auto& entry : scenario.crcs)
        one.checksums.push_back({entry.name, entry.kind, entry.bytes, entry.crc});
    for (const StepResult& step : scenario.steps) one.events.push_back(event_of(step, results));
    if (scenario.verdict != Verdict::skipped)
        one.reproductions = reproductions_of(scenario, one, results, facts);
    one.kept = scenario.kept.string();
    one.attempts = scenario.attempts;
    one.took = scenario.took;
    return one;
}

}  // namespace

Results from_scenario(const ScenarioResult& scenario, const RunFacts& facts) {
    Results results;
    results.version = facts.version;
    results.command = "run";
    results.title = "1 scenario";
    results.started = facts.started;
    results.took = scenario.took;
    results.cases.push_back(case_of(scenario, results, facts));
    return results;
}

Results from_run(const scenarios::RunResult& run, const RunFacts& facts) {
    Results results;
    results.version = facts.version;
    results.command = "run";
    const std::size_t count = run.scenarios.size();
    results.title = std::to_string(count) + (count == 1 ? " scenario" : " scenarios");
    results.started = facts.started;
    results.took = run.took;
    results.seed = run.seed;
    for (const ScenarioResult& scenario : run.scenarios)
        results.cases.push_back(case_of(scenario, results, facts));
    return results;
}

}  // namespace cupspec::report
