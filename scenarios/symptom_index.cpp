#include "scenarios/symptom_index.hpp"

#include "scenarios/selection.hpp"
#include "scenarios/symptom_words.hpp"

#include <algorithm>
#include <cmath>

namespace cupspec::scenarios {
namespace {

// A person leaves out what they forgot.
constexpr double kLeastOfEither = 0.6;
constexpr double kLeastScore = 0.5;

/// How many words the two have in common in the same order.
std::size_t common_in_order(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::size_t> row(b.size() + 1);  // of the longest common subsequence
    for (const std::string& word : a) {
        std::size_t before = 0;
        for (std::size_t i = 0; i < b.size(); ++i) {
            const std::size_t above = row[i + 1];
            row[i + 1] = word == b[i] ? before + 1 : std::max(above, row[i]);
            before = above;
        }
    }
    return row.back();
}

/// Whether a line, which has other things beside its message, says a symptom: all of a short one, four fifths
/// of a longer one, in this order. A single word is none.
bool holds(const std::vector<std::string>& line, const std::vector<std::string>& symptom) {
    constexpr std::size_t kShort = 4;
    constexpr std::size_t kOf = 5;
    const std::size_t common = common_in_order(line, symptom);
    if (symptom.size() <= kShort) return symptom.size() > 1 && common == symptom.size();
    return common * kOf >= symptom.size() * (kOf - 1);
}

void keep_best(std::vector<SymptomMatch>& matches, SymptomMatch match) {
    const auto same = std::find_if(matches.begin(), matches.end(),
                                   [&](const SymptomMatch& other) { return other.bug == match.bug; });
    if (same == matches.end()) {
        matches.push_back(std::move(match));
    } else if (same->score < match.score) {
        *same = std::move(match);
    }
}

}  // namespace

SymptomIndex::SymptomIndex(const std::vector<FieldBug>& bugs) {
    for (std::size_t bug = 0; bug < bugs.size(); ++bug) {
        first_symptoms_.push_back(symptoms_.size());
        for (const std::string& symptom : bugs[bug].note.symptoms) add(bug, symptom);
        add(bug, bugs[bug].title);
        for (const std::string& slug : bugs[bug].note.slugs) {
            if (slug.find('*') != std::string::npos) {
                patterns_.emplace_back(slug, bug);
            } else {
                slugs_[slug].push_back(bug);
            }
        }
    }
    weigh(bugs.size());
}

void SymptomIndex::add(std::size_t bug, const std::string& text) {
    symptoms_.push_back({bug, text, symptom_words(text), 0});
    for (const std::string& word : symptoms_.back().words) {
        const std::size_t number = words_.emplace(word, words_.size()).first->second;
        if (number == occurrences_.size()) occurrences_.emplace_back();
        occurrences_[number].push_back(symptoms_.size() - 1);
    }
}

/// A word that stands in the symptoms of few bugs says more than one that stands in many.
void SymptomIndex::weigh(std::size_t bugs) {
    const double all = static_cast<double>(bugs) + 1;
    for (const auto& places : occurrences_) {
        std::set<std::size_t> of;
        for (const std::size_t symptom : places) of.insert(symptoms_[symptom].bug);
        weights_.push_back(std::log(all / (static_cast<double>(of.size()) - 0.5)));
        for (const std::size_t symptom : places) symptoms_[symptom].weight += weights_.back();
        bugs_of_.push_back(std::move(of));
    }
    unknown_weight_ = std::log(all) / 2;
}

SymptomIndex::Weighed SymptomIndex::weighed(std::string_view text) const {
    Weighed weighed;
    weighed.overlaps.resize(symptoms_.size());
    weighed.of_bugs.resize(first_symptoms_.size());
    weighed.words = symptom_words(text);
    for (const std::string& word : weighed.words) {
        const auto known = words_.find(word);
        weighed.weight += known == words_.end() ? unknown_weight_ : weights_[known->second];
        if (known == words_.end()) continue;
        const double weight = weights_[known->second];
        for (const std::size_t symptom : occurrences_[known->second]) weighed.overlaps[symptom].add(weight);
        for (const std::size_t bug : bugs_of_[known->second]) weighed.of_bugs[bug].add(weight);
    }
    return weighed;
}

double SymptomIndex::score(const Symptom& symptom, const Overlap& overlap, const Weighed& text,
                           Speaker speaker) const {
    if (overlap.words == 0) return 0;
    const double of_symptom = overlap.weight / symptom.weight;
    const double of_text = overlap.weight / text.weight;
    if (speaker == Speaker::program) {
        const bool whole = overlap.words > symptom.words.size() / 2 && holds(text.words, symptom.words);
        return whole ? of_symptom * overlap.weight / (overlap.weight + unknown_weight_) : 0;
    }
    // One word of several says nothing, unless hardly any bug has it.
    const bool says_enough =
        overlap.words > 1 || (text.words.size() == 1 && overlap.weight > unknown_weight_);
    const double larger = std::max(of_symptom, of_text);
    if (!says_enough || larger < kLeastOfEither) return 0;
    const double score = (of_symptom + of_text + 2 * larger) / 4;
    return score >= kLeastScore ? score : 0;
}

void SymptomIndex::find_mixtures(const Weighed& text, std::vector<SymptomMatch>& matches) const {
    constexpr double kLessThanOne = 0.7;  // symptom that has all these words
    for (std::size_t bug = 0; bug < text.of_bugs.size(); ++bug) {
        const double of_text = text.of_bugs[bug].weight / text.weight;
        if (text.of_bugs[bug].words < 2 || of_text < kLeastOfEither) continue;
        keep_best(matches, {bug, kLessThanOne * of_text, symptoms_[first_symptoms_[bug]].text});
    }
}

void SymptomIndex::find_slugs(std::string_view text, std::vector<SymptomMatch>& matches) const {
    for (const std::string& slug : slug_candidates(text))
        for (const std::size_t bug : with_slug(slug)) keep_best(matches, {bug, 1, slug});
}

std::vector<std::size_t> SymptomIndex::with_slug(std::string_view slug) const {
    std::vector<std::size_t> bugs;
    if (const auto exact = slugs_.find(std::string{slug}); exact != slugs_.end()) bugs = exact->second;
    for (const auto& [pattern, bug] : patterns_)
        if (matches(pattern, slug)) bugs.push_back(bug);
    std::sort(bugs.begin(), bugs.end());
    bugs.erase(std::unique(bugs.begin(), bugs.end()), bugs.end());
    return bugs;
}

std::vector<SymptomMatch> SymptomIndex::find(std::string_view text, Speaker speaker) const {
    std::vector<SymptomMatch> found;
    find_slugs(text, found);
    if (!found.empty() && text.find(' ') == std::string_view::npos) return found;
    const Weighed words = weighed(text);
    for (std::size_t i = 0; i < symptoms_.size(); ++i) {
        const double fits = score(symptoms_[i], words.overlaps[i], words, speaker);
        if (fits > 0) keep_best(found, {symptoms_[i].bug, fits, symptoms_[i].text});
    }
    if (speaker == Speaker::person) find_mixtures(words, found);
    std::stable_sort(found.begin(), found.end(),
                     [](const SymptomMatch& a, const SymptomMatch& b) { return a.score > b.score; });
    return found;
}

}  // namespace cupspec::scenarios
