#pragma once

#include "scenarios/symptom_index.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::cli {

/// The bugs known from the field, by what they show as.
class KnownBugs {
public:
    KnownBugs() : bugs_{scenarios::field_bugs()}, index_{bugs_} {}

    /// Numbers of those that show as this problem, finding or rule.
    std::vector<unsigned> with_slug(std::string_view slug) const;
    /// "field bug 56: PEM in place of DER; cupspec diagnose 56", a line each behind that many blanks.
    std::string lines(const std::vector<unsigned>& numbers, std::size_t blanks) const;

private:
    std::vector<scenarios::FieldBug> bugs_;
    scenarios::SymptomIndex index_;
};

}  // namespace cupspec::cli
