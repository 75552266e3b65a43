#include "cli/command_options.hpp"

#include <CLI/CLI.hpp>

namespace cupspec::cli {
namespace {

void add_gateway_options(CLI::App& app, CheckCommand& command) {
    app.add_option("--home", command.home, "The gateway to play: its home directory, which is not written to")
        ->type_name("DIR");
    app.add_option("--profile", command.profile, "What is known of the server; options count more")
        ->type_name("FILE");
    app.add_option("--router", command.router, "Its EUI-64 (default: station.conf's, else ::1)")
        ->type_name("EUI");
    app.add_option("--package", command.package, "Its package, in place of version.txt")
        ->type_name("VERSION");
    app.add_option("--package-after", command.package_after, "Its package once an offered firmware ran")
        ->type_name("VERSION");
    app.add_option("--trust", command.trust,
                   "CA certificates for https where the home has none (default: the system's)")
        ->type_name("FILE");
    app.add_option("--as", command.personality, "Whose habits it has")->type_name("PERSONALITY");
}

void add_rule_options(CLI::App& app, CheckCommand& command) {
    const auto globs = [&app](const char* name, std::vector<std::string>& values, const char* about) {
        return app.add_option(name, values, about)->allow_extra_args(false);
    };
    globs("--rule", command.rules, "Only rules of such an id; repeatable")->type_name("GLOB");
    globs("--skip", command.skips, "No rules of such an id; repeatable")->type_name("GLOB");
    globs("--tag", command.tags, "Only rules of this area; repeatable")->type_name("AREA");
    globs("--allow", command.allow, "Also what is load, disturb or destructive for the server, or all")
        ->type_name("CLASS");
    app.add_option("--known", command.known, "Known failures with reason and date")->type_name("FILE");
    app.add_flag("--list", command.list, "List the rules; needs no URL");
    app.add_flag("--markdown", command.markdown)->group("");
    app.add_option("--explain", command.explain, "Say all about a rule; needs no URL")->type_name("RULE");
}

}  // namespace

void add_options(CLI::App& app, CheckCommand& command) {
    app.add_option("urls", command.urls, "Servers; several make a table (default: the profile's)")
        ->type_name("URL");
    add_gateway_options(app, command);
    add_rule_options(app, command);
    app.add_flag("--strict", command.strict, "A SHOULD that is broken fails too");
    app.add_flag("--fail-fast", command.fail_fast, "Stop at the first failure");
    app.add_flag("--diff", command.diff, "Show where the answers of two servers differ; no rules");
    app.add_option("--retries", command.retries, "Repeat a failed check up to N times")->type_name("N");
    app.add_option("--timeout", command.timeout,
                   "How long an answer may take; scales every wait (default: 5)")
        ->check(CLI::Range(0.01, 3600.0))
        ->type_name("SECONDS");
    app.add_option("--wait-for-server", command.wait, "Wait so long until it takes connections")
        ->check(CLI::Range(0.0, 86400.0))
        ->type_name("SECONDS");
    app.add_option("--report", command.reports, "Write a report; repeatable")
        ->type_name("FORMAT:PATH")
        ->allow_extra_args(false);
}

void add_options(CLI::App& app, NewProfileCommand& command) {
    app.add_option("url", command.url, "The server to look at")->required()->type_name("URL");
    app.add_option("--home", command.home, "The gateway's home directory")->type_name("DIR");
    app.add_option("--router", command.router, "Its EUI-64")->type_name("EUI");
    app.add_option("--trust", command.trust, "CA certificates for https where the home has none")
        ->type_name("FILE");
    app.add_option("--timeout", command.timeout, "How long an answer may take (default: 5)")
        ->check(CLI::Range(0.01, 3600.0))
        ->type_name("SECONDS");
    app.add_option("-o,--out", command.out, "Where the profile goes (default: stdout)")->type_name("FILE");
}

void add_options(CLI::App& /*app*/, NewScenarioCommand& /*command*/) {}

void add_options(CLI::App& app, NewCiCommand& command) {
    app.add_option("kind", command.kind, "github or gitlab")
        ->required()
        ->check(CLI::IsMember({"github", "gitlab"}))
        ->type_name("KIND");
}

}  // namespace cupspec::cli
