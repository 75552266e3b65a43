#include "cli/replay_text.hpp"

#include "protocol/eui64.hpp"
#include "report/exchange_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::cli {
namespace {

using Json = nlohmann::ordered_json;
using report::Colour;

std::string sentences(std::string_view title, const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences) {
        text += (text.empty() ? std::string{title} + '\n' : std::string{}) + "  " +
                report::printable(sentence) + '\n';
    }
    return text;
}

std::string title_of(const ReplayedCapture& one) {
    const auto& router = one.capture.gateway.router;
    const std::size_t rounds = one.capture.rounds.size();
    return one.capture.form + ' ' + one.capture.file + ": gateway " +
           (router ? protocol::to_id6(*router) : std::string{"unknown"}) + ", " + std::to_string(rounds) +
           (rounds == 1 ? " round" : " rounds");
}

std::string round_line(const capture::Round& captured, const capture::ReplayedRound& played,
                       std::size_t number, report::Style style) {
    const auto& report = played.report;
    std::string text = "round " + std::to_string(number) + "  " + std::string{to_string(report.set)} + "  ";
    if (!report.uri.empty()) text += report::printable(report.uri) + "  ";
    const std::string symptom = capture::symptom_of(captured, &played);
    text += symptom.empty() ? std::string{to_string(report.outcome)} : style.paint(Colour::yellow, symptom);
    if (played.compared == 0) return text + "  (nothing captured to compare)\n";
    text += "  " +
            (played.differences.empty() ? style.paint(Colour::green, "as captured")
                                        : style.paint(Colour::red, "not as captured")) +
            '\n';
    for (const capture::Difference& difference : played.differences) {
        text += "    " + difference.what + ": captured " + report::printable(difference.captured) +
                ", here " + report::printable(difference.replayed) + '\n';
    }
    return text;
}

/// "round 3: rejected, http-status:403"; empty: all is well.
std::string last_symptom(const ReplayedCapture& one) {
    for (std::size_t i = one.replayed.rounds.size(); i-- > 0;) {
        const std::string symptom = capture::symptom_of(one.capture.rounds[i], &one.replayed.rounds[i]);
        if (!symptom.empty()) return "round " + std::to_string(i + 1) + ": " + symptom;
    }
    return {};
}

/// The capture says of some round how it went for the gateway.
bool tells_outcomes(const ReplayedCapture& one) {
    return std::any_of(one.capture.rounds.begin(), one.capture.rounds.end(), [](const capture::Round& round) {
        return round.observed.outcome || round.observed.problems;
    });
}

std::string verdict_text(const ReplayedCapture& one, report::Style style) {
    const std::string symptom = last_symptom(one);
    if (!one.replayed.came_back()) return style.paint(Colour::red, "came out otherwise than captured") + '\n';
    if (tells_outcomes(one)) {
        if (symptom.empty()) return style.paint(Colour::green, "no symptom, here as there") + '\n';
        return style.paint(Colour::green, "the symptom came back") + ": " + symptom + '\n';
    }
    if (symptom.empty()) return style.paint(Colour::green, "no symptom") + '\n';
    return style.paint(Colour::yellow, "the capture tells no outcome; here there is a symptom") + ": " +
           symptom + '\n';
}

std::string minimised_text(const capture::Minimised& minimised) {
    return "minimised: " + std::to_string(minimised.capture.rounds.size()) + " of " +
           std::to_string(minimised.rounds_before) + " rounds, an answer of " +
           std::to_string(minimised.capture.rounds.back().answer.size()) + " bytes in place of " +
           std::to_string(minimised.answer_before) + " (" + std::to_string(minimised.replays) + " replays)\n";
}

Json differences_json(const capture::ReplayedRound& played) {
    Json differences = Json::array();
    for (const capture::Difference& difference : played.differences) {
        differences.push_back({{"what", difference.what},
                               {"captured", difference.captured},
                               {"replayed", difference.replayed}});
    }
    return differences;
}

Json capture_json(const ReplayedCapture& one) {
    Json rounds = Json::array();
    for (const capture::ReplayedRound& played : one.replayed.rounds) {
        Json round = Json::parse(emulator::to_json(played.report));
        round["compared"] = played.compared;
        round["differences"] = differences_json(played);
        rounds.push_back(std::move(round));
    }
    Json missing = one.capture.missing;
    for (const std::string& note : one.replayed.notes) missing.push_back(note);
    const auto& router = one.capture.gateway.router;
    Json json{{"capture", one.capture.file},
              {"form", one.capture.form},
              {"router", router ? Json(protocol::to_id6(*router)) : Json(nullptr)},
              {"understood", one.capture.understood},
              {"missing", std::move(missing)},
              {"rounds", std::move(rounds)},
              {"symptom", last_symptom(one)},
              {"asCaptured", one.replayed.came_back()}};
    if (one.minimised) {
        json["minimised"] = {{"roundsBefore", one.minimised->rounds_before},
                             {"answerBytesBefore", one.minimised->answer_before},
                             {"answerBytes", one.minimised->capture.rounds.back().answer.size()},
                             {"replays", one.minimised->replays}};
    }
    return json;
}

}  // namespace

std::string replay_text(const ReplayedCapture& one, bool verbose, report::Style style) {
    std::string text = style.paint(Colour::bold, title_of(one)) + '\n';
    text += sentences("understood", one.capture.understood);
    std::vector<std::string> missing = one.capture.missing;
    missing.insert(missing.end(), one.replayed.notes.begin(), one.replayed.notes.end());
    text += sentences("missing", missing);
    if (one.minimised) text += minimised_text(*one.minimised);
    for (std::size_t i = 0; i < one.replayed.rounds.size(); ++i) {
        const auto& played = one.replayed.rounds[i];
        text += round_line(one.capture.rounds[i], played, i + 1, style);
        if (verbose)
            text += report::indented(report::round_text(played.report, {}, report::Depth::decoded, style), 4);
    }
    return text + verdict_text(one, style);
}

std::string replay_json(const std::vector<ReplayedCapture>& captures) {
    constexpr int kIndent = 2;
    Json list = Json::array();
    bool as_captured = true;
    for (const ReplayedCapture& one : captures) {
        list.push_back(capture_json(one));
        as_captured = as_captured && one.replayed.came_back();
    }
    const Json json{{"captures", std::move(list)}, {"asCaptured", as_captured}};
    return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::cli
