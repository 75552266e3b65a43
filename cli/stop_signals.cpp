#include "cli/stop_signals.hpp"

#include <csignal>

namespace cupspec::cli {
namespace {

// A signal handler has no other way to tell.
std::atomic<bool> stop_flag{false};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

extern "C" void note_stop(int /*signal*/) { stop_flag.store(true); }

}  // namespace

const std::atomic<bool>& watch_stop_signals() {
    struct sigaction action {};
    action.sa_handler = note_stop;  // NOLINT(cppcoreguidelines-pro-type-union-access): POSIX's own shape
    for (const int signal : {SIGINT, SIGTERM}) static_cast<void>(::sigaction(signal, &action, nullptr));
    return stop_flag;
}

bool stop_requested() { return stop_flag.load(); }

}  // namespace cupspec::cli
