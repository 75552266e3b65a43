#include "emulator/update_run.hpp"

#include "net/errors_as_values.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace cupspec::emulator {
namespace {

/// posix_spawn's two arguments, freed with the object.
class SpawnSetup {
public:
    explicit SpawnSetup(const std::filesystem::path& directory) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        // stdout carries our results, so the firmware's chatter goes where the log goes.
        posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
        posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        posix_spawnattr_init(&attributes_);
        sigset_t defaults;
        sigemptyset(&defaults);
        for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGHUP}) sigaddset(&defaults, signal);
        posix_spawnattr_setsigdefault(&attributes_, &defaults);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(&attributes_,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;
    ~SpawnSetup() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    /// @return errno
    int spawn(pid_t& child, std::vector<std::string> arguments, std::vector<std::string>& environment) const {
        const auto pointers = [](std::vector<std::string>& texts) {
            std::vector<char*> out;
            out.reserve(texts.size() + 1);
            for (std::string& text : texts) out.push_back(text.data());
            out.push_back(nullptr);
            return out;
        };
        auto argv = pointers(arguments);
        auto envp = pointers(environment);
        return posix_spawn(&child, argv.front(), &actions_, &attributes_, argv.data(), envp.data());
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// A running firmware; none outlives the object.
class Child {
public:
    explicit Child(pid_t pid) : pid_{pid} {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        kill_group();
        if (!ended_) static_cast<void>(waitpid(pid_, &status_, 0));
    }

    bool has_ended() {
        if (!ended_) ended_ = waitpid(pid_, &status_, WNOHANG) == pid_;
        return ended_;
    }
    int status() const { return status_; }

private:
    void kill_group() const { static_cast<void>(kill(-pid_, SIGKILL)); }

    pid_t pid_;
    int status_ = 0;
    bool ended_ = false;
};

UpdateRunResult result_of(Child& child) {
    UpdateRunResult result;
    if (!child.has_ended()) {
        result.timed_out = true;
    } else if (WIFEXITED(child.status())) {
        result.exit_code = WEXITSTATUS(child.status());
    } else {
        result.signal = WTERMSIG(child.status());
    }
    return result;
}

}  // namespace

std::string describe(const UpdateRunResult& result) {
    if (result.exit_code) return "exit " + std::to_string(*result.exit_code);
    if (result.signal) return "killed by signal " + std::to_string(*result.signal);
    if (result.timed_out) return "no end within its time: killed";
    return "not started: " + result.error.message();
}

net::awaitable<UpdateRunResult> run_update(std::filesystem::path file, UpdateRunOptions options) {
    const auto executor = co_await net::asio::this_coro::executor;
    // Listens before the child is there, so that its end cannot be missed.
    net::asio::signal_set children{executor, SIGCHLD};
    net::asio::steady_timer deadline{executor};
    const std::string program = std::filesystem::absolute(file).string();
    const SpawnSetup setup{options.directory};
    pid_t pid = 0;
    int failure = setup.spawn(pid, {program}, options.environment);
    if (failure == ENOEXEC) failure = setup.spawn(pid, {"/bin/sh", program}, options.environment);
    if (failure != 0) {
        UpdateRunResult result;
        result.error = error_code{failure, boost::system::system_category()};
        co_return result;
    }
    Child child{pid};
    const auto end = std::chrono::steady_clock::now() + options.limit;
    bool listening = false;
    while (!child.has_ended() && std::chrono::steady_clock::now() < end) {
        deadline.expires_at(end);
        listening = true;
        children.async_wait([&deadline, &listening](error_code, int) {
            listening = false;
            deadline.cancel();
        });
        static_cast<void>(co_await deadline.async_wait(net::kErrors));
        children.cancel();
        while (listening) {  // its handler borrows from this frame
            deadline.expires_at(std::chrono::steady_clock::time_point::max());
            static_cast<void>(co_await deadline.async_wait(net::kErrors));
        }
    }
    co_return result_of(child);
}

}  // namespace cupspec::emulator
