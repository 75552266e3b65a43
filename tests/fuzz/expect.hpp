#pragma once

#include "base/bytes.hpp"

#include <cstdlib>

namespace cupspec::fuzz {

/// Ends the program where an input breaks a property; libFuzzer then keeps the input.
inline void expect(bool holds) {
    if (!holds) std::abort();
}

}  // namespace cupspec::fuzz
