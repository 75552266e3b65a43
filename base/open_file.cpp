#include "base/open_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cupspec {
namespace {

Error failure(std::string where) {
    return Error{{errno, boost::system::system_category()}, std::move(where), {}};
}

std::string moment_of(const timespec& time) {
    return std::to_string(time.tv_sec) + '.' + std::to_string(time.tv_nsec);
}

/// Whoever writes into a file changes its times, whoever replaces it the inode.
std::string version_of(const struct stat& status) {
    return std::to_string(status.st_dev) + '-' + std::to_string(status.st_ino) + '-' +
           std::to_string(status.st_size) + '-' + moment_of(status.st_mtim) + '-' + moment_of(status.st_ctim);
}

}  // namespace

Result<OpenFile> OpenFile::open(const std::filesystem::path& path) {
    OpenFile file{
        Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)}};  // NOLINT(*-vararg): POSIX
    struct stat status {};
    if (file.file_.value() < 0 || ::fstat(file.file_.value(), &status) != 0) return failure(path.string());
    file.is_regular_ = S_ISREG(status.st_mode);
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    file.version_ = version_of(status);
    return file;
}

Result<OpenFile> OpenFile::another() const {
    OpenFile file{Descriptor{::fcntl(file_.value(), F_DUPFD_CLOEXEC, 0)}};  // NOLINT(*-vararg): POSIX
    if (file.file_.value() < 0) return failure({});
    file.is_regular_ = is_regular_;
    file.size_ = size_;
    file.version_ = version_;
    return file;
}

Result<std::size_t> OpenFile::read(std::span<std::uint8_t> buffer, std::uint64_t from) const {
    std::size_t done = 0;
    while (done < buffer.size()) {
        const std::span<std::uint8_t> left = buffer.subspan(done);
        const ssize_t got = ::pread(file_.value(), left.data(), left.size(), static_cast<off_t>(from + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure({});
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

}  // namespace cupspec
