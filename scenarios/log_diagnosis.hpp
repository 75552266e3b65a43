#pragma once

#include "scenarios/symptom_index.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::scenarios {

/// A bug that lines of a log remind of.
struct LogHit {
    SymptomMatch match;     ///< of the line that fits best
    std::size_t line = 0;   ///< that line's number, from 1
    std::string text;       ///< that line; what follows `Authorization` is left out
    std::size_t lines = 0;  ///< how many fit
};

/// Every line is tried. Lines end in LF, CR LF or NUL; bytes that are no text separate words. A text of one
/// line is taken for a person's words.
/// @return best first, each bug once
std::vector<LogHit> diagnose_log(const SymptomIndex& index, std::string_view log);

}  // namespace cupspec::scenarios
