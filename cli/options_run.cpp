#include "cli/command_options.hpp"

#include <CLI/CLI.hpp>

namespace cupspec::cli {
void add_options(CLI::App& app, RunCommand& command) {
    app.add_option("paths", command.paths, "Scenario files; directories mean every *.json below them")
        ->type_name("FILE|DIR");
    app.add_option("--against", command.against, "NAME=URL: a foreign server in place of the scenario's")
        ->allow_extra_args(false)
        ->type_name("NAME=URL");
    app.add_option("--station", command.station,
                   "A real Station's command in place of the emulator; {home} is substituted")
        ->type_name("CMD");
    app.add_option("-j,--jobs", command.jobs, "Scenarios side by side")->check(CLI::Range(1U, 256U));
    app.add_option("--filter", command.filters, "Only scenarios of such a name")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    app.add_option("--tag", command.tags, "Only scenarios with this tag")
        ->type_name("T")
        ->allow_extra_args(false);
    app.add_flag("--fail-fast", command.fail_fast, "Stop at the first failure");
    app.add_option("--retries", command.retries, "Repeat a failed scenario up to N times")->type_name("N");
    app.add_option("--seed", command.seed, "For everything that varies")->type_name("N");
    auto* keep = app.add_option("--keep", command.keep, "PKI, homes, exchanges and recordings stay there")
                     ->type_name("DIR");
    app.add_flag("--with-secrets", command.with_secrets,
                 "Exchanges and recordings among them hold private keys and tokens as they are")
        ->needs(keep);
    app.add_option("--store", command.store, "CUPS servers keep their files there in place of a directory")
        ->type_name("s3://BUCKET/PREFIX");
    app.add_option("--shard", command.shard, "The I-th of N equal parts")->type_name("I/N");
    app.add_option("--report", command.reports, "Write a report; repeatable")
        ->type_name("FORMAT:PATH")
        ->allow_extra_args(false);
}

}  // namespace cupspec::cli
