#include "base/files.hpp"
#include "base/nearest.hpp"
#include "base/time.hpp"
#include "cli/bucket_stores.hpp"
#include "cli/commands.hpp"
#include "cli/run_options.hpp"
#include "cli/stop_signals.hpp"
#include "cli/store_place.hpp"
#include "report/from_run.hpp"
#include "report/json.hpp"
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
using report::TextOptions;
using scenarios::RunResult;
using scenarios::ScenarioResult;

/// Prints scenarios as they end. The first one is held back until it is known whether it is the only one.
class Progress {
public:
    Progress(Context& context, TextOptions options) : context_{context}, options_{options} {}

    void on_scenario(const ScenarioResult& scenario) {
        if (!first_) {
            first_ = scenario;
            if (scenario.name == "bootstrap") flush(Full::bootstrap);
            return;
        }
        flush(Full::bootstrap);
        show(scenario, Full::bootstrap);
    }

    void end(const RunResult& run) {
        flush(run.scenarios.size() == 1 ? Full::all : Full::bootstrap);
        context_.out.write(report::summary_text(run, options_.style));
    }

private:
    void flush(Full full) {
        if (first_ && !std::exchange(shown_, true)) show(*first_, full);
    }

    void show(const ScenarioResult& scenario, Full full) {
        const bool wrong = scenario.verdict == Verdict::failed || scenario.verdict == Verdict::broken;
        if (context_.common.quiet && !wrong) return;
        const bool whole = !context_.common.quiet && (full == Full::all || scenario.name == "bootstrap");
        if (whole) context_.out.write(report::scenario_text(scenario, options_));
        context_.out.write(report::result_text(scenario, options_, !whole));
    }

    Context& context_;
    TextOptions options_;
    std::optional<ScenarioResult> first_;
    bool shown_ = false;
};

std::string text_report(const RunResult& run, bool annotated) {
    TextOptions options;
    options.annotated = annotated;
    options.full = run.scenarios.size() == 1 ? Full::all : Full::bootstrap;
    return report::to_text(run, options);
}

std::string run_report(ReportFormat format, const RunResult& run, const report::Results& results,
                       bool annotated) {
    if (format == ReportFormat::json) return report::to_json(run);
    if (format == ReportFormat::text) return text_report(run, annotated);
    return render(format, results);
}

int write_reports(const RunPlan& plan, const RunResult& run, TimePoint started, Context& context) {
    if (plan.reports.empty()) return kGood;
    const auto results = report::from_run(run, {CUPSPEC_VERSION, started, plan.again});
    int code = kGood;
    for (const ReportTarget& target : plan.reports) {
        const std::string text = run_report(target.format, run, results, context.common.verbose > 0);
        const auto written = write_report(target, text, context.out);
        if (!written) code = fail_output(written.error());
    }
    return code;
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

int verdict(const RunResult& run) {
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
    Progress progress{context, options};
    plan->options.key_log = context.key_log;
    plan->options.temp = temporary_place();
    plan->options.stop = &watch_stop_signals();
    if (!taken) {
        plan->options.on_scenario = [&progress](const ScenarioResult& scenario) {
            progress.on_scenario(scenario);
        };
    }
    const TimePoint started = wall_clock();
    const auto run = scenarios::run(*sources, plan->options, context.log);
    if (!run) return fail(run.error());
    if (run->scenarios.empty() && !stop_requested()) return nothing_ran(command, *sources);
    if (context.common.json) context.out.write(report::to_json(*run));
    if (!taken) progress.end(*run);
    if (const int code = write_reports(*plan, *run, started, context); code != kGood) return code;
    return verdict(*run);
}

}  // namespace cupspec::cli
