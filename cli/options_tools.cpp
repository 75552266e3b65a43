#include "cli/command_options.hpp"

#include <CLI/CLI.hpp>

namespace cupspec::cli {

void add_options(CLI::App& app, PkiBuildCommand& command) {
    app.add_option("plan", command.plan, "The plan, JSON with comments")->required()->type_name("PLAN");
    app.add_option("out", command.out, "Directory for the files")->required()->type_name("OUT");
}

void add_options(CLI::App& app, PkiInspectCommand& command) {
    app.add_option("files", command.files, "Certificates, keys, blobs")->required()->type_name("FILE");
}

void add_options(CLI::App& app, PkiLintCommand& command) {
    app.add_option("home", command.home, "The home directory")->required()->type_name("HOME");
    app.add_option("--at", command.at, "Judge certificates at that time: 2036-11-18, +30d (default: now)")
        ->type_name("TIME");
}

void add_options(CLI::App& app, FirmwareKeyCommand& command) {
    app.add_option("target", command.target, "Directory, or prefix of the two files")
        ->required()
        ->type_name("DIR|PREFIX");
    app.add_flag("--force", command.force, "Replace existing keys");
}

void add_options(CLI::App& app, FirmwareSignCommand& command) {
    app.add_option("--key", command.key, "The private key, sig-N.pem")->required()->type_name("PEM");
    app.add_option("file", command.file, "The firmware")->required()->type_name("FILE");
    app.add_option("-o,--out", command.out, "The signature (default: FILE.sig-N)")->type_name("SIG");
}

void add_options(CLI::App& app, FirmwareVerifyCommand& command) {
    app.add_option("--key", command.key, "sig-N.key or sig-N.pem")->required()->type_name("KEY");
    app.add_option("--signature", command.signature, "The signature (default: FILE.sig-N)")->type_name("SIG");
    app.add_option("file", command.file, "The firmware")->required()->type_name("FILE");
}

void add_options(CLI::App& app, FirmwarePublishCommand& command) {
    app.add_option("--router", command.routers, "A gateway's EUI-64, in any form; repeatable")
        ->required()
        ->type_name("EUI");
    app.add_option("--package", command.package, "What version.txt says where it runs")
        ->required()
        ->type_name("VERSION");
    app.add_option("--file", command.file, "The firmware")->required()->type_name("FILE");
    auto* key =
        app.add_option("--key", command.key, "Sign it with this private key, sig-N.pem")->type_name("PEM");
    auto* signature = app.add_option("--signature", command.signature, "A signature made before")
                          ->type_name("SIG")
                          ->excludes(key);
    app.add_option("--key-crc", command.key_crc,
                   "CRC-32 of the signature's sig-N.key: decimal, or hex with 0x")
        ->type_name("N")
        ->needs(signature);
    app.add_option("--verify-key", command.verify_key, "The signature's sig-N.key, where the store lacks it")
        ->type_name("KEY")
        ->needs(signature);
    auto* root = app.add_option("--root", command.root, "The server's directory")->type_name("DIR");
    app.add_option("--store", command.store, "Where the server's files lie")
        ->type_name("DIR|s3://BUCKET/PREFIX")
        ->excludes(root);
    app.add_flag("--force", command.force,
                 "Also where another firmware has this package's name; put it again");
}

void add_options(CLI::App& app, CrcCommand& command) {
    app.add_option("paths", command.paths, "A Station home, or files")->required()->type_name("HOME|FILE");
}

void add_options(CLI::App& app, DecodeCommand& command) {
    app.add_option("file", command.file, "- reads stdin")->required()->type_name("FILE");
}

void add_options(CLI::App& app, ReplayCommand& command) {
    app.add_option(
           "capture", command.capture,
           "A recording, a HAR, a Station log, a home directory, a request or an answer; - reads stdin")
        ->required()
        ->type_name("CAPTURE");
    app.add_option("--gateway", command.gateway, "Of several in the capture this one alone")
        ->type_name("EUI");
    app.add_option("--as", command.personality, "Another personality; docs/personalities.md")
        ->type_name("NAME");
    auto* against = app.add_option("--against", command.against, "A real server in place of the captured one")
                        ->type_name("URL");
    app.add_flag("--minimise", command.minimise, "Leave out all that the symptom does not need")
        ->excludes(against);
    app.add_option("--as-scenario", command.as_scenario, "Write it as a scenario to keep")
        ->type_name("FILE")
        ->excludes(against);
    app.add_option("--as-recording", command.as_recording, "Write it as a recording")
        ->type_name("FILE")
        ->excludes(against);
    app.add_option("--as-har", command.as_har, "Write it as a HAR file, which browsers' tools show")
        ->type_name("FILE")
        ->excludes(against);
    app.add_flag("--force", command.force, "Replace files that are there");
}

void add_options(CLI::App& app, DiagnoseCommand& command) {
    app.add_option("words", command.words, "Text of an error, a log file, - for stdin, or a bug's number")
        ->type_name("TEXT|FILE|-|N");
    app.add_flag("--list", command.list, "All known bugs");
    app.add_flag("--markdown", command.markdown)->group("");
}

}  // namespace cupspec::cli
