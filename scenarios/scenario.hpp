#pragma once

#include "scenarios/field_note.hpp"
#include "scenarios/landscape.hpp"
#include "scenarios/runner.hpp"
#include "scenarios/step.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cupspec::scenarios {

/// A scenario that was read. Every reference in it is good.
struct Scenario {
    std::string name;
    std::string file;
    std::string title;
    std::string about;
    std::vector<std::string> tags;
    std::optional<FieldNote> field;  ///< of one that shows a known bug
    Landscape landscape;
    std::vector<PlacedStep> steps;
};

/// JSON with comments: docs/scenario-format.md. Reads the disk only where `pki` names a file.
/// @return otherwise the json, pki or scenarios error, `where` = file:line:column and the JSON pointer
Result<Scenario> parse_scenario(const ScenarioSource& source);

}  // namespace cupspec::scenarios
