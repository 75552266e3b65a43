#pragma once

#include "cli/progress_line.hpp"
#include "report/text.hpp"
#include "scenarios/runner.hpp"

#include <cstddef>

namespace cupspec::cli {

/// What a user sees of a run: each scenario as it ends, and the one that plays.
class RunProgress {
public:
    /// @param shown false: stdout belongs to somebody else
    RunProgress(Context& context, const report::TextOptions& options, bool shown)
        : context_{context}, options_{options}, shown_{shown}, line_{context} {}

    /// On any thread.
    void on_begin(const scenarios::Beginning& beginning);
    /// @param ended of one case
    void on_end(const report::Results& ended);
    /// The line is gone, the summary there.
    void end(const report::Results& run);

    ProgressLine& line() { return line_; }

private:
    void show(const report::Results& ended);

    Context& context_;
    report::TextOptions options_;
    bool shown_;
    ProgressLine line_;
    bool only_ = false;  ///< there is one scenario; written before the first ends
};

}  // namespace cupspec::cli
