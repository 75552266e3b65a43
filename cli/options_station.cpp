#include "cli/command_options.hpp"

#include <CLI/CLI.hpp>

namespace cupspec::cli {

void add_options(CLI::App& app, StationCommand& command) {
    app.add_option("--home", command.home, "The home directory")->required()->type_name("DIR");
    auto* once = app.add_flag("--once", command.once, "One CUPS round");
    app.add_option("--rounds", command.rounds, "N CUPS rounds")
        ->check(CLI::Range(1U, 1'000'000'000U))
        ->excludes(once)
        ->type_name("N");
    app.add_option("--until", command.until, "steady: a round without updates; lns: configured by the LNS")
        ->check(CLI::IsMember({"steady", "lns"}));
    app.add_option("--time-scale", command.time_scale, "So many times faster")
        ->check(CLI::Range(0.001, 1e6))
        ->type_name("X");
    app.add_flag("--no-lns", command.no_lns, "CUPS only, Station's -N");
    app.add_option("--router", command.router, "EUI (default: routerid of station.conf)")->type_name("EUI");
    app.add_option("--update", command.update, "What is done with a firmware Station would run")
        ->check(CLI::IsMember({"record", "run", "refuse"}));
    app.add_option("--update-file", command.update_file,
                   "Where firmware goes (default: update.bin in --temp)")
        ->type_name("PATH");
    app.add_option("--temp", command.temp, "Default: private, removed at the end unless firmware lies there")
        ->type_name("DIR");
    app.add_option("--as", command.personality,
                   "Personality: station-2.0.6 (default), an older one, ...; docs/personalities.md")
        ->type_name("NAME");
    app.add_option("--station-string", command.station_string, "The request's station field")
        ->type_name("TEXT");
    app.add_option("--model", command.model, "The request's model field")->type_name("TEXT");
    auto* record = app.add_option("--record", command.record,
                                  "Every round, byte by byte, goes to EUI.recording in there; for replay")
                       ->type_name("DIR");
    app.add_flag("--with-secrets", command.with_secrets,
                 "The recording holds private keys and tokens as they are")
        ->needs(record);
}

}  // namespace cupspec::cli
