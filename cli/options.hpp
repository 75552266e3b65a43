#pragma once

#include <cstdint>
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
    std::string color = "auto";  ///< auto, always, never
    std::string log_file;        ///< empty: stderr
    std::string key_log;         ///< NSS key log; empty: none
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
    std::string shard = "1/1";
    std::vector<std::string> reports;  ///< FORMAT:PATH
};

struct ServeCommand {
    std::string root;      ///< may be empty where there is a store
    std::string store;     ///< DIR or s3://BUCKET/PREFIX; empty: the root
    std::string tc_store;  ///< the same for LNS credentials; empty: tc_root, else the store
    std::string listen = "127.0.0.1:0";
    std::string identity;
    std::string tc_root;
    std::string lns;   ///< HOST:PORT; empty: no LNS
    std::string muxs;  ///< HOST:PORT; empty: any port beside the LNS
    std::string auth;  ///< empty: mutual with an identity, else none
    unsigned threads = 1;
    bool expose = false;  ///< other addresses than loopback
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
struct CrcCommand {
    std::vector<std::string> paths;
};
struct DecodeCommand {
    std::string file;  ///< "-": stdin
};
struct VersionCommand {};

using Command = std::variant<RunCommand, ServeCommand, StationCommand, PkiBuildCommand, PkiInspectCommand,
                             PkiLintCommand, FirmwareKeyCommand, FirmwareSignCommand, FirmwareVerifyCommand,
                             CrcCommand, DecodeCommand, VersionCommand>;

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

/// Reads the command line; touches neither files nor streams.
std::variant<Invocation, Answer> parse_arguments(int argc, const char* const* argv);

}  // namespace cupspec::cli
