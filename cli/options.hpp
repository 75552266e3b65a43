#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "cli/check_command.hpp"
#include "cli/serve_command.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cupspec::cli {

/// What every subcommand understands.
struct CommonOptions {
    bool json = false;
    unsigned verbose = 0;  ///< -v: 1, -vv: 2
    bool quiet = false;
    std::string color = "auto";       ///< auto, always, never
    std::string log_file;             ///< empty: stderr
    std::string log_format = "text";  ///< text, json
    std::string key_log;              ///< NSS key log; empty: none
};

struct RunCommand {
    std::vector<std::string> paths;
    std::vector<std::string> against;  ///< NAME=URL
    std::string station;
    unsigned jobs = 1;
    std::vector<std::string> filters;
    std::vector<std::string> tags;
    bool fail_fast = false;
    unsigned retries = 0;
    std::uint64_t seed = 0;
    std::string keep;
    bool with_secrets = false;
    std::string store;  ///< s3://BUCKET/PREFIX; empty: servers look into directories
    std::string shard = "1/1";
    std::vector<std::string> reports;  ///< FORMAT:PATH
};

struct StationCommand {
    std::string home;
    bool once = false;
    unsigned rounds = 0;
    std::string until;  ///< steady, lns; empty: for ever
    double time_scale = 1.0;
    bool no_lns = false;
    std::string router;
    std::string update = "record";  ///< record, run, refuse
    std::string update_file;
    std::string temp;
    std::string personality;  ///< empty: the default
    std::string station_string;
    std::string model;
    std::string record;  ///< directory; empty: nothing is recorded
    bool with_secrets = false;
};

struct PkiBuildCommand {
    std::string plan;
    std::string out;
};
struct PkiInspectCommand {
    std::vector<std::string> files;
};
struct PkiLintCommand {
    std::string home;
    std::string at;  ///< empty: now
};
struct FirmwareKeyCommand {
    std::string target;  ///< directory or prefix
    bool force = false;
};
struct FirmwareSignCommand {
    std::string key;
    std::string file;
    std::string out;  ///< empty: FILE and the key's name
};
struct FirmwareVerifyCommand {
    std::string key;
    std::string signature;
    std::string file;
};
struct FirmwarePublishCommand {
    std::vector<std::string> routers;
    std::string package;
    std::string file;
    std::string signature;   ///< empty: signed with `key`
    std::string key_crc;     ///< of the key of `signature`
    std::string key;         ///< private; empty: `signature`
    std::string verify_key;  ///< public half for `signature`; empty: the store has it
    std::string root;        ///< a directory; empty: `store`
    std::string store;       ///< DIR or s3://BUCKET/PREFIX
    bool force = false;
};
struct CrcCommand {
    std::vector<std::string> paths;
};
struct DecodeCommand {
    std::string file;  ///< "-": stdin
};
struct ReplayCommand {
    std::string capture;
    std::string gateway;      ///< EUI; empty: every one of the capture
    std::string personality;  ///< empty: the capture's
    std::string against;      ///< URL; empty: the captured server
    std::string as_scenario;  ///< file; empty: none is written
    std::string as_recording;
    std::string as_har;
    bool minimise = false;
    bool force = false;
};
struct DiagnoseCommand {
    std::vector<std::string> words;  ///< a text, a log file, "-", or a bug's number
    bool list = false;
    bool markdown = false;  ///< the table of docs/field-bugs.md
};
struct VersionCommand {};

using Command =
    std::variant<RunCommand, ServeCommand, StationCommand, PkiBuildCommand, PkiInspectCommand, PkiLintCommand,
                 FirmwareKeyCommand, FirmwareSignCommand, FirmwareVerifyCommand, FirmwarePublishCommand,
                 CheckCommand, NewProfileCommand, NewScenarioCommand, NewCiCommand, CrcCommand, DecodeCommand,
                 ReplayCommand, DiagnoseCommand, VersionCommand>;

struct Invocation {
    CommonOptions common;
    Command command;
};

/// The command line asked for help, or makes no sense.
struct Answer {
    int exit_code = 0;
    std::string out;
    std::string err;
};

/// How a file that an option names is read; nobody else reads one.
using FileReader = std::function<Result<Bytes>(const std::string& path)>;

/// Reads the command line; touches neither files nor streams itself.
std::variant<Invocation, Answer> parse_arguments(int argc, const char* const* argv, const FileReader& read);

}  // namespace cupspec::cli
