#pragma once

#include "scenarios/field_note.hpp"

#include <string>
#include <vector>

namespace cupspec::scenarios {

/// A known bug, with what shows it.
struct FieldBug {
    FieldNote note;
    std::string title;
    std::string scenario;  ///< built-in name: "46-large-error-page"; empty: no scenario can show it
    std::string why;       ///< it cannot
};

/// All that are compiled in, by number.
std::vector<FieldBug> field_bugs();

/// "cupspec run field:46"; empty where there is no scenario.
std::string how_to_run(const FieldBug& bug);

}  // namespace cupspec::scenarios
