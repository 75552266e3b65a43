#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>

namespace cupspec::probe {

/// "no answer within 5 s", "connection closed", the system's words.
std::string io_words(const error_code& error, std::chrono::milliseconds limit);

/// "no answer within 500 ms"
std::string no_answer_within(std::chrono::milliseconds limit);

}  // namespace cupspec::probe
