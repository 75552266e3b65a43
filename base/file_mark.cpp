#include "base/file_mark.hpp"

#include <cerrno>
#include <sys/stat.h>

namespace cupspec {
namespace {

std::int64_t nanoseconds_of(const timespec& time) {
    constexpr std::int64_t kInSecond = 1'000'000'000;
    return static_cast<std::int64_t>(time.tv_sec) * kInSecond + time.tv_nsec;
}

}  // namespace

FileMark mark_of(const std::string& path) {
    FileMark mark;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        mark.error = errno;
        return mark;
    }
    mark.device = status.st_dev;
    mark.number = status.st_ino;
    mark.bytes = static_cast<std::uint64_t>(status.st_size);
    mark.written_ns = nanoseconds_of(status.st_mtim);
    mark.changed_ns = nanoseconds_of(status.st_ctim);
    return mark;
}

}  // namespace cupspec
