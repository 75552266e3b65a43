#include "cli/home_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace cupspec::cli {
namespace {

Error last_error(const std::filesystem::path& directory) {
    return {{errno, boost::system::system_category()}, directory.string(), {}};
}

}  // namespace

Result<HomeLock> HomeLock::take(const std::filesystem::path& directory) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX's signature
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return last_error(directory);
    HomeLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return last_error(directory);
    return lock;
}

HomeLock::~HomeLock() {
    if (descriptor_ >= 0) static_cast<void>(::close(descriptor_));
}

}  // namespace cupspec::cli
