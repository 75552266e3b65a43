#include "base/verdict.hpp"

#include <array>

namespace cupspec {

std::string_view to_string(Verdict verdict) {
    constexpr std::array<std::string_view, 5> kWords{"passed", "failed", "warning", "skipped", "broken"};
    return kWords.at(static_cast<std::size_t>(verdict));
}

}  // namespace cupspec
