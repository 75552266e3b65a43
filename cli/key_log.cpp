#include "cli/key_log.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace cupspec::cli {

Result<net::KeyLog> open_key_log(const std::string& path) {
    constexpr unsigned kOwnerOnly = 0600;
    if (path.empty()) return net::KeyLog{};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX's signature
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kOwnerOnly);
    if (file < 0) return Error{{errno, boost::system::system_category()}, path, "--keylog"};
    // One write a line, so that the threads' lines do not mix. The file stays open as long as the program
    // runs: the callback is copied into every TLS context.
    return net::KeyLog{[file](std::string_view line) {
        const std::string text = std::string{line} + '\n';
        static_cast<void>(!::write(file, text.data(), text.size()));
    }};
}

}  // namespace cupspec::cli
