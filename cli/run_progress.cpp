#include "cli/run_progress.hpp"

#include <string>

namespace cupspec::cli {

using report::Case;
using report::Results;

void RunProgress::on_begin(const scenarios::Beginning& beginning) {
    if (beginning.of == 1) only_ = true;
    line_.show(std::to_string(beginning.number) + " of " + std::to_string(beginning.of) + ": " +
               beginning.name);
}

void RunProgress::on_end(const Results& ended) {
    if (shown_) line_.above([&] { show(ended); });
}

void RunProgress::show(const Results& ended) {
    const Case& one = ended.cases.front();
    const bool quiet = context_.common.quiet;
    if (quiet && !is_bad(one.verdict)) return;
    const bool whole = !quiet && (only_ || one.id == "bootstrap");
    if (whole) context_.out.write(report::scenario_text(one, ended, options_));
    context_.out.write(report::result_text(one, ended, options_, !whole));
}

void RunProgress::end(const Results& run) {
    line_.show({});
    if (shown_) context_.out.write(report::summary_text(run, options_.style));
}

}  // namespace cupspec::cli
