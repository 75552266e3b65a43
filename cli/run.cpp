#include "base/files.hpp"
#include "base/nearest.hpp"
#include "base/time.hpp"
#include "cli/bucket_stores.hpp"
#include "cli/commands.hpp"
#include "cli/run_options.hpp"
#include "cli/run_progress.hpp"
#include "cli/stop_signals.hpp"
#include "cli/store_place.hpp"
#include "report/formats.hpp"
#include "report/from_run.hpp"
#include "report/text.hpp"
#include "scenarios/runner.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::cli {
namespace {

using report::Full;
using report::Results;
using report::TextOptions;

/// How the text report is written.
TextOptions run_report_text(const Results& results, const Context& context) {
    TextOptions options;
    options.annotated = context.common.verbose > 0;
    options.full = results.cases.size() == 1 ? Full::all : Full::bootstrap;
    return options;
}

/// Nothing ran: a wrong --filter or --tag must not look like success.
int nothing_ran(const RunCommand& command, const std::vector<scenarios::ScenarioSource>& sources) {
    if (command.filters.empty()) return fail(kUsage, "no scenario was selected");
    std::vector<std::string_view> names;
    names.reserve(sources.size());
    for (const auto& source : sources) names.emplace_back(source.name);
    const std::string& filter = command.filters.front();
    return fail(kUsage, "no scenario matches --filter \"" + filter + "\": " + suggestion(filter, names));
}

std::size_t widest_name(const std::vector<scenarios::ScenarioSource>& sources) {
    constexpr std::size_t kMost = 40;
    std::size_t width = 0;
    for (const auto& source : sources) width = std::max(width, source.name.size());
    return std::min(width, kMost);
}

int verdict(const Results& run) {
    if (stop_requested()) return fail(kFailed, "interrupted");
    return run.ok() ? kGood : kFailed;
}

/// The bucket in which the servers of the scenarios are to look.
Result<void> find_stores(const RunCommand& command, scenarios::RunOptions& options) {
    if (command.store.empty()) return {};
    auto place = find_store(command.store, environment);
    if (!place) return place.error();
    if (!place->s3) {
        return Error{make_error_code(boost::system::errc::invalid_argument), "--store " + command.store,
                     "s3://BUCKET/PREFIX is needed; without --store they lie in directories"};
    }
    options.stores = [bucket = std::move(*place->s3)]() -> std::unique_ptr<scenarios::ServerStores> {
        return std::make_unique<BucketStores>(bucket);
    };
    return {};
}

Result<RunPlan> plan_with_stores(const RunCommand& command) {
    auto plan = run_plan(command);
    if (!plan) return plan;
    if (const auto found = find_stores(command, plan->options); !found) return found.error();
    return plan;
}

/// Where the user says, else in memory where there is room.
std::filesystem::path temporary_place() {
    const auto chosen = environment("TMPDIR");
    return chosen ? std::filesystem::path{*chosen} : memory_directory();
}

/// What is wrong with the reports and can be told before anything runs.
int check_reports(const std::vector<ReportTarget>& reports, const Context& context) {
    if (context.common.json && takes_stdout(reports))
        return fail(kUsage, "--json takes all of stdout: write the report into a file");
    const auto writable = check_writable(reports);
    return writable ? kGood : fail_output(writable.error());
}

}  // namespace

int execute(const RunCommand& command, Context& context) {
    auto plan = plan_with_stores(command);
    if (!plan) return fail(plan.error());
    if (const int code = check_reports(plan->reports, context); code != kGood) return code;
    auto sources = command.paths.empty()
                       ? Result<std::vector<scenarios::ScenarioSource>>{scenarios::built_in_suite()}
                       : scenarios::load_scenarios({command.paths.begin(), command.paths.end()});
    if (!sources) return fail(sources.error());

    const bool taken = context.common.json || takes_stdout(plan->reports);
    TextOptions options;
    options.style = context.style;
    options.annotated = context.common.verbose > 0;
    options.name_width = widest_name(*sources);
    RunProgress progress{context, options, !taken};
    LogAbove log{context.log, progress.line()};
    plan->options.key_log = context.key_log;
    plan->options.temp = temporary_place();
    plan->options.stop = &watch_stop_signals();
    const report::RunFacts facts{CUPSPEC_VERSION, wall_clock(), plan->again};
    plan->options.on_begin = [&](const scenarios::Beginning& beginning) { progress.on_begin(beginning); };
    plan->options.on_scenario = [&](const scenarios::ScenarioResult& ended) {
        progress.on_end(report::from_scenario(ended, facts));
    };
    const auto run = scenarios::run(*sources, plan->options, log);
    if (!run) return fail(run.error());
    if (run->scenarios.empty() && !stop_requested()) return nothing_ran(command, *sources);
    const Results results = report::from_run(*run, facts);
    progress.end(results);
    if (context.common.json) context.out.write(report::to_json(results));
    const int code = write_reports(plan->reports, results, run_report_text(results, context), context.out);
    return code == kGood ? verdict(results) : code;
}

}  // namespace cupspec::cli
