#pragma once

#include "conformance/rule.hpp"

#include <array>
#include <cstddef>

namespace cupspec::conformance {

/// The addresses of an area's rules, which live as long as the program, for `areas.hpp`.
template <std::size_t size>
constexpr std::array<const Rule*, size> pointers_to(const std::array<Rule, size>& rules) {
    std::array<const Rule*, size> pointers{};
    for (std::size_t i = 0; i < size; ++i) pointers.at(i) = &rules.at(i);
    return pointers;
}

}  // namespace cupspec::conformance
