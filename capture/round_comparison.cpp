#include "capture/round_comparison.hpp"

#include "base/hex.hpp"
#include "capture/captured_request.hpp"

#include <array>
#include <utility>

namespace cupspec::capture {
namespace {

/// Collects differences and counts what was looked at.
class Comparison {
public:
    explicit Comparison(ReplayedRound& round) : round_{round} {}

    void text(std::string_view what, const std::string& captured, const std::string& replayed) {
        ++round_.compared;
        if (captured != replayed) round_.differences.push_back({std::string{what}, captured, replayed});
    }

private:
    ReplayedRound& round_;
};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "none" : text;
}

std::string joined(const std::vector<emulator::Category>& categories) {
    std::vector<std::string> words;
    words.reserve(categories.size());
    for (const auto category : categories) words.emplace_back(to_string(category));
    return joined(words);
}

std::string shown(const std::optional<std::string>& text) { return text ? '"' + *text + '"' : "null"; }
std::string shown(const std::optional<std::uint32_t>& crc) { return crc ? "0x" + to_hex8(*crc) : "null"; }

std::string shown(const std::vector<std::uint32_t>& keys) {
    std::vector<std::string> words;
    words.reserve(keys.size());
    for (const std::uint32_t key : keys) words.push_back("0x" + to_hex8(key));
    return joined(words);
}

void compare_fields(const protocol::UpdateInfo& captured, const protocol::UpdateInfo& replayed,
                    Comparison& comparison) {
    comparison.text("request.router", to_id6(captured.router), to_id6(replayed.router));
    comparison.text("request.cupsUri", shown(captured.cups_uri), shown(replayed.cups_uri));
    comparison.text("request.tcUri", shown(captured.tc_uri), shown(replayed.tc_uri));
    comparison.text("request.cupsCredCrc", shown(captured.cups_cred_crc), shown(replayed.cups_cred_crc));
    comparison.text("request.tcCredCrc", shown(captured.tc_cred_crc), shown(replayed.tc_cred_crc));
    comparison.text("request.station", shown(captured.station), shown(replayed.station));
    comparison.text("request.model", shown(captured.model), shown(replayed.model));
    comparison.text("request.package", shown(captured.package), shown(replayed.package));
    comparison.text("request.keys", shown(captured.keys), shown(replayed.keys));
}

void compare_requests(const Round& captured, ReplayedRound& played) {
    Comparison comparison{played};
    const auto& replayed = played.report.exchange;
    if (captured.request_body.empty() && captured.request_head.empty()) {
        // A log or a server may not have seen it.
        if (captured.is_request_exact)
            comparison.text("request", "none", replayed.request_head.empty() ? "none" : "one");
        return;
    }
    const auto request = request_of(captured);
    if (request && played.report.request) {
        compare_fields(*request, *played.report.request, comparison);
    } else if (request) {
        comparison.text("request", "one", "none");
    }
    if (!captured.is_request_exact || !played.differences.empty()) return;
    comparison.text("request head", captured.request_head, replayed.request_head);
    comparison.text("request body", to_text(captured.request_body), to_text(replayed.request_body));
}

std::string_view verdict_word(emulator::UpdateVerdict::Kind kind) {
    constexpr std::array<std::string_view, 4> kWords{"none", "verified", "refused", "unsigned"};
    return kWords.at(static_cast<std::size_t>(kind));
}

std::string shown(const emulator::NextContact& next) {
    return "in " + std::to_string(next.after.count()) + " ms with the set " +
           std::string{to_string(next.set)};
}

}  // namespace

void compare_observed(const Observed& observed, ReplayedRound& played) {
    const emulator::RoundReport& report = played.report;
    Comparison comparison{played};
    if (observed.outcome)
        comparison.text("outcome", std::string{to_string(*observed.outcome)},
                        std::string{to_string(report.outcome)});
    if (observed.problems) comparison.text("problems", joined(*observed.problems), joined(report.problems));
    if (observed.committed)
        comparison.text("committed", joined(*observed.committed), joined(report.committed));
    if (observed.verdict)
        comparison.text("update", std::string{verdict_word(*observed.verdict)},
                        std::string{verdict_word(report.update.kind)});
    if (observed.next) comparison.text("next", shown(*observed.next), shown(report.next));
}

void compare(const Round& captured, ReplayedRound& played) {
    compare_requests(captured, played);
    if (captured.set)
        Comparison{played}.text("credential set", std::string{to_string(*captured.set)},
                                std::string{to_string(played.report.set)});
    if (!captured.uri.empty()) Comparison{played}.text("uri", captured.uri, played.report.uri);
    compare_observed(captured.observed, played);
}

std::string symptom_of(const Round& captured, const ReplayedRound* replayed) {
    auto outcome = captured.observed.outcome;
    auto problems = captured.observed.problems;
    if (!outcome && replayed != nullptr) outcome = replayed->report.outcome;
    if (!problems && replayed != nullptr) problems = replayed->report.problems;
    const bool is_bad = outcome && !is_success(*outcome);
    if (!is_bad && (!problems || problems->empty())) return {};
    std::string text = outcome ? std::string{to_string(*outcome)} : std::string{};
    if (problems && !problems->empty()) text += (text.empty() ? "" : ", ") + joined(*problems);
    return text;
}

}  // namespace cupspec::capture
