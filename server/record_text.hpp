#pragma once

#include "base/result.hpp"

#include <string>
#include <utility>
#include <vector>

namespace cupspec::server {

using MemberTexts = std::vector<std::pair<std::string, std::string>>;  ///< names, and values as JSON

/// A JSON object's text in which these members have these values; what else is there stays byte for byte,
/// comments, order and white space among it. New members stand at the beginning, laid out as the first one.
/// @param file how errors name the text
/// @return otherwise the json error, or bad_file where a value to be replaced is an object or an array
Result<std::string> with_members(std::string text, const std::string& file, const MemberTexts& members);

}  // namespace cupspec::server
