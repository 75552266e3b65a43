#pragma once

#include "base/files.hpp"
#include "tests/recordings.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <signal.h>
#include <spawn.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

extern char** environ;

namespace cupspec::test {

/// A process that has ended.
struct Ended {
    int exit = -1;  ///< exit code; -1: ended by a signal
    std::string out;
    std::string err;
};

/// A process started with its three streams redirected. Killed, if it still runs, when the object ends.
class Process {
public:
    /// @param out an open descriptor for its stdout; negative: a file that `wait` reads
    Process(std::vector<std::string> arguments, std::string_view in, const std::string& directory,
            int out = -1) {
        REQUIRE(write_file(temp_.path() / "in", as_bytes(in), 0600, false).has_value());
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, file("in").c_str(), O_RDONLY, 0);
        if (out < 0)
            posix_spawn_file_actions_addopen(&actions, 1, file("out").c_str(), O_WRONLY | O_CREAT, 0600);
        else
            posix_spawn_file_actions_adddup2(&actions, out, 1);
        posix_spawn_file_actions_addopen(&actions, 2, file("err").c_str(), O_WRONLY | O_CREAT, 0600);
        if (!directory.empty()) posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
        std::vector<char*> argv;
        for (std::string& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        const int failed = posix_spawnp(&pid_, argv.front(), &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        REQUIRE(failed == 0);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() {
        if (pid_ == 0) return;
        static_cast<void>(::kill(pid_, SIGKILL));
        static_cast<void>(::waitpid(pid_, nullptr, 0));
    }

    pid_t id() const { return pid_; }
    void signal(int number) const { static_cast<void>(::kill(pid_, number)); }

    /// What it has said on stderr so far.
    std::string err() const { return text("err"); }

    Ended wait() {
        int status = 0;
        REQUIRE(::waitpid(std::exchange(pid_, 0), &status, 0) > 0);
        Ended ended;
        if (WIFEXITED(status)) ended.exit = WEXITSTATUS(status);
        ended.out = text("out");
        ended.err = text("err");
        return ended;
    }

private:
    std::string file(std::string_view name) const { return (temp_.path() / name).string(); }
    std::string text(std::string_view name) const {
        const auto bytes = read_file(file(name));
        return bytes ? to_text(*bytes) : std::string{};
    }

    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
    pid_t pid_ = 0;
};

inline Ended run_command(std::vector<std::string> arguments, std::string_view in = {},
                         const std::string& directory = {}) {
    Process process{std::move(arguments), in, directory};
    return process.wait();
}

/// The program under test.
inline Ended run_program(std::vector<std::string> arguments, std::string_view in = {},
                         const std::string& directory = {}) {
    arguments.insert(arguments.begin(), CUPSPEC_PROGRAM);
    return run_command(std::move(arguments), in, directory);
}

/// A command as a server: its first line on stdout is read before the constructor returns.
class CommandServer {
public:
    explicit CommandServer(std::vector<std::string> arguments) {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        process_ = std::make_unique<Process>(std::move(arguments), "", "", ends[1]);
        ::close(ends[1]);
        for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) first_line_ += c;
        ::close(ends[0]);
    }

    pid_t id() const { return process_->id(); }
    const std::string& first_line() const { return first_line_; }
    std::string port() const { return first_line_.substr(first_line_.rfind(':') + 1); }
    void signal(int number) const { process_->signal(number); }
    Ended wait() { return process_->wait(); }
    /// Waits until stderr contains the text. @return whether it came within 20 s
    bool says(std::string_view text) const {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (process_->err().find(text) == std::string::npos)
            if (std::chrono::steady_clock::now() > limit) return false;
        return true;
    }
    Ended stop(int number = SIGTERM) {
        process_->signal(number);
        return process_->wait();
    }

private:
    std::unique_ptr<Process> process_;
    std::string first_line_;
};

/// The program as a server.
class Server : public CommandServer {
public:
    explicit Server(std::vector<std::string> arguments) : CommandServer{with_program(std::move(arguments))} {}

private:
    static std::vector<std::string> with_program(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), CUPSPEC_PROGRAM);
        return arguments;
    }
};

}  // namespace cupspec::test
