#pragma once

#include "report/results.hpp"
#include "scenarios/result.hpp"

namespace cupspec::test {

/// A finished bootstrap, made by hand: three polls and an LNS connection, every time and size fixed.
scenarios::RunResult bootstrap_run();

/// One scenario of each verdict but passed; the failed one with a mismatch and a body that ends early.
scenarios::RunResult troubled_run();

/// Both runs as reports are made from them, the time fixed.
report::Results bootstrap_results();
report::Results troubled_results();

/// What a conformance check would hand over: rules of each verdict, two of which look at the same exchange,
/// bytes at fault, a known failure, a conversation all of them share.
report::Results checked_results();

}  // namespace cupspec::test
