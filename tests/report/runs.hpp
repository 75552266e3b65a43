#pragma once

#include "scenarios/result.hpp"

#include <string>

namespace cupspec::test {

/// A finished bootstrap, made by hand: three polls and an LNS connection, every time and size fixed.
scenarios::RunResult bootstrap_run();

/// One scenario of each verdict but passed; the failed one with a mismatch and a body that ends early.
scenarios::RunResult troubled_run();

}  // namespace cupspec::test
