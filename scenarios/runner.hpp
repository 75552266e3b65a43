#pragma once

#include "base/log.hpp"
#include "net/tls.hpp"
#include "scenarios/result.hpp"
#include "scenarios/server_stores.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

/// A scenario's text and where it came from.
struct ScenarioSource {
    std::string name;  ///< "bootstrap"
    std::string file;  ///< for messages
    std::string text;
    std::filesystem::path base{};  ///< where relative file names in it start; empty: it may name none
};

/// The suite that is compiled into the program, bootstrap first.
std::vector<ScenarioSource> built_in_suite();

/// The compiled-in scenarios of bugs from the field, by number; no part of the suite.
std::vector<ScenarioSource> field_scenarios();

/// Files as they are, directories as every *.json below them, sorted. A path that does not exist may name a
/// built-in scenario, all those of the field ("field"), or that of one bug ("field:46"). @return the errno,
/// `where` naming the path
Result<std::vector<ScenarioSource>> load_scenarios(const std::vector<std::filesystem::path>& paths);

/// A scenario that is about to be played, or passed over.
struct Beginning {
    std::string name;
    std::size_t number = 0;  ///< from 1
    std::size_t of = 0;
};

struct RunOptions {
    std::vector<std::pair<std::string, std::string>> against;  ///< server name -> URL of a foreign one
    std::string station_command;  ///< run in place of the emulator, `{home}` substituted; empty: the emulator
    std::chrono::milliseconds station_wait{60'000};  ///< longest wait for what a real gateway does next
    unsigned jobs = 1;                               ///< scenarios side by side
    std::vector<std::string> filters;                ///< globs over names; empty: all
    std::vector<std::string> tags;
    bool fail_fast = false;
    unsigned retries = 0;
    std::uint64_t seed = 0;
    std::filesystem::path keep;   ///< empty: nothing is kept
    bool record_secrets = false;  ///< recordings among it hold private keys and tokens as they are
    unsigned shard = 1;           ///< 1..shards
    unsigned shards = 1;
    std::filesystem::path temp;  ///< parent of the runs' directories; empty: the system's
    net::KeyLog key_log;
    /// Empty: CUPS servers look into the directories in which their files are made. Called for each run of a
    /// scenario, on any thread.
    std::function<std::unique_ptr<ServerStores>()> stores;
    /// Told as each scenario begins, in the order of their sources; called on any thread, by one at a time,
    /// and before anything ends of the scenario.
    std::function<void(const Beginning&)> on_begin;
    /// Told as each scenario ends, in the order of their sources whatever the jobs; called on the caller's
    /// thread.
    std::function<void(const ScenarioResult&)> on_scenario;
    const std::atomic<bool>* stop =
        nullptr;  ///< becomes true on Ctrl-C: everything is torn down, nothing stays
};

/// Parses everything before anything runs. @return the first scenario that cannot be read, `where` =
/// file:line:column and JSON pointer
Result<RunResult> run(const std::vector<ScenarioSource>& sources, const RunOptions& options, Log& log);

}  // namespace cupspec::scenarios
