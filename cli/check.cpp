#include "cli/check_plan.hpp"
#include "cli/check_progress.hpp"
#include "cli/commands.hpp"
#include "cli/reports.hpp"
#include "cli/stop_signals.hpp"
#include "probe/probe.hpp"
#include "report/check_diff.hpp"
#include "report/formats.hpp"
#include "report/from_check.hpp"
#include "report/reproduce.hpp"
#include "report/rules_text.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::cli {
namespace {

using conformance::CheckResult;
using conformance::Rule;

int list_rules(const CheckCommand& command, Context& context) {
    const auto rules = selected_rules(command);
    if (!rules) return fail(rules.error());
    if (command.markdown) {
        context.out.write(report::rules_markdown(*rules));
    } else if (context.common.json) {
        context.out.write(report::rules_json(*rules));
    } else {
        context.out.write(report::rules_text(*rules, context.style));
    }
    return kGood;
}

int explain_rule(const std::string& id, Context& context) {
    const Rule* rule = conformance::find_rule(id);
    if (rule == nullptr) {
        return fail(kUsage, "no rule \"" + id + "\"; " + conformance::rule_advice(id));
    }
    const std::vector<const Rule*> only{rule};
    context.out.write(context.common.json ? report::rules_json(only)
                                          : report::rule_explained(*rule, context.style));
    return kGood;
}

/// One conversation and what the rules say to it.
Result<CheckResult> check_once(const CheckSetup& setup, const probe::ProbeOptions& options) {
    using std::chrono::steady_clock;
    const auto started = steady_clock::now();
    auto evidence = probe::probe(options);
    if (!evidence) return evidence.error();
    CheckResult result;
    result.url = options.url;
    result.home = options.home.string();
    result.router = protocol::to_id6(evidence->router);
    result.trouble = conformance::trouble_of(*evidence);
    result.rules = conformance::judge(*evidence, setup.plan);
    result.evidence = std::move(*evidence);
    result.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - started);
    return result;
}

Result<CheckResult> check_server(const CheckCommand& command, const CheckSetup& setup,
                                 const probe::ProbeOptions& options) {
    constexpr double kMilliseconds = 1000;
    if (command.wait > 0) {
        const std::chrono::milliseconds wait{static_cast<std::int64_t>(command.wait * kMilliseconds)};
        // Whoever does not come up is judged as it is: nobody answers.
        static_cast<void>(probe::wait_for_server(options, wait));
    }
    for (unsigned attempt = 1;; ++attempt) {
        auto result = check_once(setup, options);
        if (!result) return result;
        result->attempts = attempt;
        if (result->ok() || attempt > command.retries || stop_requested()) return result;
    }
}

Result<std::vector<CheckResult>> check_all(const CheckCommand& command, const CheckSetup& setup,
                                           const Context& context) {
    std::vector<CheckResult> results;
    CheckProgress progress{context, setup.urls.size()};
    for (const std::string& url : setup.urls) {
        probe::ProbeOptions options = setup.probe;
        options.url = url;
        options.stop = &watch_stop_signals();
        progress.begin(url);
        options.on_contact = [&progress](const conformance::Contact& contact) {
            progress.on_contact(contact);
        };
        auto result = check_server(command, setup, options);
        progress.end();
        if (!result) return result.error();
        results.push_back(std::move(*result));
        if (stop_requested() || (command.fail_fast && !results.back().ok())) break;
    }
    return results;
}

std::string shown(const report::Results& results, const Context& context) {
    if (context.common.json) return report::to_json(results);
    report::TextOptions options;
    options.style = context.style;
    options.annotated = context.common.verbose > 0;
    options.quiet = context.common.quiet;
    return report::to_text(results, options);
}

/// How the text report is written: all there is, nobody can ask it for more.
report::TextOptions check_report_text() {
    report::TextOptions options;
    options.full = report::Full::all;
    options.annotated = true;
    return options;
}

/// What a line that runs the check again needs besides URL and rule.
std::string options_again(const CheckCommand& command) {
    std::string out;
    const auto add = [&out](std::string_view name, const std::string& value) {
        if (!value.empty())
            out += (out.empty() ? "" : " ") + std::string{name} + ' ' + report::shell_word(value);
    };
    add("--home", command.home);
    add("--profile", command.profile);
    add("--router", command.router);
    add("--package", command.package);
    add("--package-after", command.package_after);
    add("--trust", command.trust);
    add("--as", command.personality);
    for (const std::string& word : command.allow) add("--allow", word);
    return out;
}

/// What --report asks for, as far as it can be told before anything is asked.
Result<std::vector<ReportTarget>> targets_of(const CheckCommand& command) {
    auto targets = report_targets(command.reports);
    if (!targets) return targets;
    if (auto writable = check_writable(*targets); !writable) return writable.error();
    return targets;
}

/// Where two servers' answers differ. Exit 1 where they do, as diff has it.
int show_differences(const CheckCommand& command, Context& context) {
    const auto setup = check_setup(command, context);
    if (!setup) return fail(setup.error());
    if (setup->urls.size() != 2) return fail(kUsage, "--diff compares two servers: give two URLs");
    const auto results = check_all(command, *setup, context);
    if (!results) return fail(results.error());
    if (results->size() != 2) return fail(kFailed, "interrupted");
    const auto& one = results->front().evidence;
    const auto& other = results->back().evidence;
    context.out.write(context.common.json ? report::diff_json(one, other)
                                          : report::diff_text(one, other, context.style));
    return conformance::differences(one, other).empty() ? kGood : kFailed;
}

}  // namespace

int execute(const CheckCommand& command, Context& context) {
    if (command.list) return list_rules(command, context);
    if (!command.explain.empty()) return explain_rule(command.explain, context);
    if (command.diff) return show_differences(command, context);
    const auto reports = targets_of(command);
    if (!reports) return fail(reports.error());
    if (context.common.json && takes_stdout(*reports))
        return fail(kUsage, "--json takes all of stdout: write the report into a file");
    const auto setup = check_setup(command, context);
    if (!setup) return fail(setup.error());
    const auto checks = check_all(command, *setup, context);
    if (!checks) return fail(checks.error());
    // Half a conversation would look like a server that falls silent.
    if (stop_requested()) return fail(kFailed, "interrupted");
    const auto results = report::from_check(*checks, {CUPSPEC_VERSION, options_again(command)});
    if (!takes_stdout(*reports)) context.out.write(shown(results, context));
    const int code = write_reports(*reports, results, check_report_text(), context.out);
    if (code != kGood) return code;
    return results.ok() ? kGood : kFailed;
}

}  // namespace cupspec::cli
