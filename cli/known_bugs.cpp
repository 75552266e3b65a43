#include "cli/known_bugs.hpp"

#include <algorithm>

namespace cupspec::cli {

std::vector<unsigned> KnownBugs::with_slug(std::string_view slug) const {
    std::vector<unsigned> numbers;
    for (const std::size_t bug : index_.with_slug(slug)) numbers.push_back(bugs_[bug].note.bug);
    return numbers;
}

std::string KnownBugs::lines(const std::vector<unsigned>& numbers, std::size_t blanks) const {
    std::string out;
    for (const scenarios::FieldBug& bug : bugs_) {
        if (std::find(numbers.begin(), numbers.end(), bug.note.bug) == numbers.end()) continue;
        const std::string number = std::to_string(bug.note.bug);
        out.append(blanks, ' ');
        out += "field bug " + number + ": " + bug.title;
        out += "; cupspec diagnose " + number + '\n';
    }
    return out;
}

}  // namespace cupspec::cli
