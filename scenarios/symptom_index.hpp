#pragma once

#include "scenarios/field_library.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

/// A known bug a text reminds of.
struct SymptomMatch {
    std::size_t bug = 0;  ///< its place among the bugs
    double score = 0;     ///< 0 to 1; 1: the very words, or a slug
    std::string matched;  ///< the symptom or slug
};

/// Finds bugs by what one sees of them: words and slugs, whatever numbers and paths are between them.
class SymptomIndex {
public:
    /// Who speaks: a few words of somebody who looks for help, or a line among many that a program wrote,
    /// which must hold a symptom almost whole.
    enum class Speaker { person, program };

    explicit SymptomIndex(const std::vector<FieldBug>& bugs);

    /// Best first, each bug once; none when nothing fits.
    std::vector<SymptomMatch> find(std::string_view text, Speaker speaker) const;

    /// The bugs that show as this slug, in order.
    std::vector<std::size_t> with_slug(std::string_view slug) const;

private:
    struct Symptom {
        std::size_t bug = 0;
        std::string text;
        std::vector<std::string> words;
        double weight = 0;  ///< of all its words
    };
    /// What a text has of each symptom.
    struct Overlap {
        double weight = 0;  ///< of the words in common
        std::size_t words = 0;

        void add(double of_word) {
            weight += of_word;
            ++words;
        }
    };
    /// A text, weighed.
    struct Weighed {
        std::vector<Overlap> overlaps;  ///< by symptom
        std::vector<Overlap> of_bugs;   ///< by bug: with all its symptoms together
        std::vector<std::string> words;
        double weight = 0;
    };

    void add(std::size_t bug, const std::string& text);
    void weigh(std::size_t bugs);
    Weighed weighed(std::string_view text) const;
    double score(const Symptom& symptom, const Overlap& overlap, const Weighed& text, Speaker speaker) const;
    /// What a person puts together of several symptoms.
    void find_mixtures(const Weighed& text, std::vector<SymptomMatch>& matches) const;
    void find_slugs(std::string_view text, std::vector<SymptomMatch>& matches) const;

    std::vector<Symptom> symptoms_;
    std::unordered_map<std::string, std::size_t> words_;  ///< number of each
    std::vector<double> weights_;                         ///< by word: the rarer, the heavier
    std::vector<std::vector<std::size_t>> occurrences_;   ///< by word: the symptoms it stands in
    std::vector<std::set<std::size_t>> bugs_of_;          ///< by word: the bugs these belong to
    std::vector<std::size_t> first_symptoms_;             ///< by bug
    std::unordered_map<std::string, std::vector<std::size_t>> slugs_;
    std::vector<std::pair<std::string, std::size_t>> patterns_;  ///< slugs with `*`
    double unknown_weight_ = 0;                                  ///< of a word that stands in no symptom
};

}  // namespace cupspec::scenarios
