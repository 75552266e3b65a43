#include "cli/console.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace cupspec::cli {

void Console::write(std::string_view text) {
    while (error_ == 0 && !text.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
}

std::optional<std::string> Console::trouble() const {
    if (error_ == 0 || error_ == EPIPE) return std::nullopt;
    return std::generic_category().message(error_);
}

void secure_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX's signature
        if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) static_cast<void>(::open("/dev/null", O_RDWR));
    }
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

bool wants_colour(std::string_view when, int descriptor) {
    if (when != "auto") return when == "always";
    const bool refused = !environment("NO_COLOR").value_or("").empty();
    return !refused && environment("TERM").value_or("dumb") != "dumb" && is_terminal(descriptor);
}

std::optional<std::string> environment(std::string_view name) {
    const char* value =
        std::getenv(std::string{name}.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets any
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

std::optional<std::string> read_stdin(std::size_t limit_bytes) {
    constexpr std::size_t kBlock = std::size_t{64} * 1024;
    std::string text;
    std::array<char, kBlock> block{};
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) return text;
        text.append(block.data(), static_cast<std::size_t>(got));
        if (text.size() > limit_bytes) return std::nullopt;
    }
}

}  // namespace cupspec::cli
