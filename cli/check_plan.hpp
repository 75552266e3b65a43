#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"
#include "conformance/check.hpp"
#include "probe/options.hpp"

#include <string>
#include <vector>

namespace cupspec::cli {

/// What a command line and its profile come to.
struct CheckSetup {
    std::vector<std::string> urls;  ///< complete ones
    probe::ProbeOptions probe;      ///< but the URL
    conformance::CheckPlan plan;
};

/// Reads profile, known failures and CA certificates.
/// @return otherwise what is missing or wrong
Result<CheckSetup> check_setup(const CheckCommand& command, const Context& context);

/// The rules the globs and areas ask for.
/// @return otherwise that none fits, with the nearest
Result<std::vector<const conformance::Rule*>> selected_rules(const CheckCommand& command);

}  // namespace cupspec::cli
