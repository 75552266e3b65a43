#pragma once

#include "net/stream.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::emulator {

/// The bounds within which a firmware is executed.
struct UpdateRunOptions {
    std::filesystem::path directory;       ///< where it runs: the gateway's home
    std::vector<std::string> environment;  ///< "NAME=value", nothing else is passed on
    std::chrono::milliseconds limit{60'000};
};

/// How a firmware's process ended; exactly one of the first three unless it never started.
struct UpdateRunResult {
    std::optional<int> exit_code;
    std::optional<int> signal;
    bool timed_out = false;  ///< killed with its process group
    error_code error;        ///< why it did not start

    bool ok() const { return exit_code == 0; }
};

/// "exit 0", "killed by signal 9", "no end within its time", "not started: ..."
std::string describe(const UpdateRunResult& result);

/// Executes a firmware as Station does, without arguments; what is no executable format goes to /bin/sh. Its
/// output goes to our stderr, its input is empty. At its end, at the limit and when the coroutine is
/// destroyed, what is left of its process group is killed. Source: Station 2.0.6, protocol.md §6; the bounds
/// are ours.
net::awaitable<UpdateRunResult> run_update(std::filesystem::path file, UpdateRunOptions options);

}  // namespace cupspec::emulator
