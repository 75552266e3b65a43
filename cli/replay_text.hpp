#pragma once

#include "capture/minimise.hpp"
#include "capture/replay.hpp"
#include "report/style.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cupspec::cli {

/// One gateway's capture and what its replay came to.
struct ReplayedCapture {
    capture::Capture capture;
    capture::Replayed replayed;
    std::optional<capture::Minimised> minimised;  ///< `capture` is the smaller one
};

/// What was understood, what is missing, each round, and the verdict.
std::string replay_text(const ReplayedCapture& one, bool verbose, report::Style style);

/// The same as one JSON object, rounds as `station --json` has them.
std::string replay_json(const std::vector<ReplayedCapture>& captures);

}  // namespace cupspec::cli
