#pragma once

#include "base/result.hpp"
#include "net/stream.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>

namespace cupspec::scenarios {

/// A command under /bin/sh -c in a process group of its own; output and errors go to a file. Whatever is left
/// of it is killed and waited for when the object ends.
class Process {
public:
    /// @param temp its TMPDIR, so that what it forgets goes with the run
    /// @return otherwise Errc::station
    static Result<std::unique_ptr<Process>> start(const std::string& command,
                                                  const std::filesystem::path& output,
                                                  const std::filesystem::path& temp);

    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    /// How it ended, in words ("exit status 1"); nothing while it runs.
    std::optional<std::string> end();
    /// SIGTERM, after two seconds SIGKILL, to the group; returns when the command has been waited for.
    net::awaitable<void> stop();

private:
    explicit Process(pid_t id) : id_{id} {}
    void reap() noexcept;

    pid_t id_;
    std::optional<int> status_;
};

}  // namespace cupspec::scenarios
