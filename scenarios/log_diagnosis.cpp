#include "scenarios/log_diagnosis.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

constexpr std::size_t kLongestLine = 2000;

/// The line as it may be shown.
std::string without_token(std::string_view line) {
    constexpr std::string_view kHeader = "authorization";
    const auto found = std::search(line.begin(), line.end(), kHeader.begin(), kHeader.end(),
                                   [](char c, char wanted) { return lower(c) == wanted; });
    const auto shown = static_cast<std::size_t>(found - line.begin());
    if (found == line.end()) return std::string{line};
    return std::string{line.substr(0, shown + kHeader.size())} + " (not shown)";
}

void note(std::vector<LogHit>& hits, const SymptomMatch& match, std::size_t number, std::string_view line) {
    const auto known =
        std::find_if(hits.begin(), hits.end(), [&](const LogHit& hit) { return hit.match.bug == match.bug; });
    if (known == hits.end()) {
        hits.push_back({match, number, without_token(line), 1});
        return;
    }
    ++known->lines;
    if (match.score > known->match.score) {
        known->match = match;
        known->line = number;
        known->text = without_token(line);
    }
}

/// The next line, which is cut off `rest`.
std::string_view next_line(std::string_view& rest) {
    using namespace std::string_view_literals;
    const std::size_t end = std::min(rest.find_first_of("\n\0"sv), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line.substr(0, kLongestLine);
}

}  // namespace

std::vector<LogHit> diagnose_log(const SymptomIndex& index, std::string_view log) {
    using Speaker = SymptomIndex::Speaker;
    const std::size_t first_end = log.find('\n');
    const bool one_line = first_end == std::string_view::npos || first_end + 1 == log.size();
    std::vector<LogHit> hits;
    for (std::size_t number = 1; !log.empty(); ++number) {
        const std::string_view line = next_line(log);
        for (const SymptomMatch& match : index.find(line, one_line ? Speaker::person : Speaker::program))
            note(hits, match, number, line);
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const LogHit& a, const LogHit& b) { return a.match.score > b.match.score; });
    return hits;
}

}  // namespace cupspec::scenarios
