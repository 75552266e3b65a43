#include "scenarios/process.hpp"

#include "net/event.hpp"
#include "scenarios/errc.hpp"

#include <array>
#include <chrono>
#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() is POSIX, not C++
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace cupspec::scenarios {
namespace {

constexpr std::chrono::milliseconds kPollEvery{20};
constexpr std::chrono::seconds kPatience{2};
constexpr mode_t kLogMode = 0600;

/// What the new process shall be like; frees what POSIX allocates for it.
struct SpawnPlan {
    SpawnPlan() {
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }

    void own_group_and_plain_signals() {
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setflags(
            &attributes,
            static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    }

    void output_to(const std::filesystem::path& output) {
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                         kLogMode);
        posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    }

    posix_spawn_file_actions_t files{};
    posix_spawnattr_t attributes{};
};

/// This process's environment with one variable set anew. @param variable "NAME=value"
std::vector<std::string> environment_with(const std::string& variable) {
    const std::string name = variable.substr(0, variable.find('=') + 1);
    std::vector<std::string> variables{variable};
    for (char** at = environ; *at != nullptr; ++at) {  // NOLINT(*-pointer-arithmetic): that is its shape
        const std::string_view one = *at;
        if (!one.starts_with(name)) variables.emplace_back(one);
    }
    return variables;
}

/// As exec wants them, with a null at the end; borrowed.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::string words(int status) {
    if (WIFEXITED(status)) return "exit status " + std::to_string(WEXITSTATUS(status));
    return "signal " + std::to_string(WTERMSIG(status));
}

}  // namespace

Result<std::unique_ptr<Process>> Process::start(const std::string& command,
                                                const std::filesystem::path& output,
                                                const std::filesystem::path& temp) {
    SpawnPlan plan;
    plan.own_group_and_plain_signals();
    plan.output_to(output);
    std::string shell = "/bin/sh";
    std::string flag = "-c";
    std::string line = command;
    const std::array<char*, 4> arguments{shell.data(), flag.data(), line.data(), nullptr};
    auto variables = environment_with("TMPDIR=" + temp.string());
    const auto environment = pointers_to(variables);
    pid_t id = 0;
    const int failed =
        posix_spawn(&id, shell.c_str(), &plan.files, &plan.attributes, arguments.data(), environment.data());
    if (failed != 0)
        return Error{Errc::station, shell, error_code{failed, boost::system::system_category()}.message()};
    return std::unique_ptr<Process>{new Process{id}};
}

Process::~Process() {
    if (!status_) reap();
}

/// The group outlives its leader when the command left something in the background. It is killed before the
/// leader is waited for: until then nobody else can have its id.
void Process::reap() noexcept {
    kill(-id_, SIGKILL);
    int status = 0;
    waitpid(id_, &status, 0);
    status_ = status;
}

std::optional<std::string> Process::end() {
    siginfo_t ended{};
    const bool asked =
        !status_ && waitid(P_PID, static_cast<id_t>(id_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0;
    if (asked && ended.si_pid == id_) reap();
    if (!status_) return std::nullopt;
    return words(*status_);
}

net::awaitable<void> Process::stop() {
    if (end()) co_return;
    kill(-id_, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!end() && std::chrono::steady_clock::now() < deadline) {
        co_await net::sleep_for(kPollEvery);
    }
    if (!end()) reap();
}

}  // namespace cupspec::scenarios
