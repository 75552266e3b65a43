#pragma once

#include "json/cursor.hpp"

#include <string>
#include <vector>

namespace cupspec::scenarios {

/// A bug somebody met in the field: how it shows, what it comes from, what helps.
struct FieldNote {
    unsigned bug = 0;                   ///< its number; never given to another one
    std::vector<std::string> symptoms;  ///< as a user says it or a log has it, the most telling one first
    std::string cause;
    std::string cure;
    std::string link;                ///< who met it: "lorawan-stack#812"
    std::vector<std::string> slugs;  ///< problems, findings and rules it shows as; `*` is any text
};

/// The `field` of a scenario.
FieldNote read_field_note(const json::Cursor& at);

}  // namespace cupspec::scenarios
