#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::scenarios {

/// The words by which a message is recognized: small letters, without endings, each once. What varies from
/// one machine to the next (numbers, hex, but for HTTP statuses and single bytes as 0x2d) and what every
/// sentence has ("the") is left out. Any byte that is no letter or digit separates.
std::vector<std::string> symptom_words(std::string_view text);

/// Pieces that may be a problem's slug: "http-status:404", "response/uri".
std::vector<std::string> slug_candidates(std::string_view text);

}  // namespace cupspec::scenarios
