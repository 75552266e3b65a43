#include "emulator/disk.hpp"

#include "base/files.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace cupspec::emulator {
namespace {

Error failure(const std::filesystem::path& file) {
    return {error_code{errno, boost::system::system_category()}, file.string(), {}};
}

/// Writes all and closes.
Result<void> write_out(int fd, ByteView bytes, const std::filesystem::path& file, bool wait) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            const Error error = failure(file);
            ::close(fd);
            return error;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    const bool synced = !wait || ::fdatasync(fd) == 0;
    const Error error = failure(file);
    if (::close(fd) != 0) return failure(file);
    if (!synced) return error;
    return {};
}

}  // namespace

std::optional<Bytes> PosixDisk::read(const std::filesystem::path& file) {
    auto bytes = read_file(file);
    if (!bytes) return std::nullopt;
    return std::move(*bytes);
}

bool PosixDisk::exists(const std::filesystem::path& file) { return ::access(file.c_str(), F_OK) == 0; }

bool PosixDisk::executable(const std::filesystem::path& file) { return ::access(file.c_str(), X_OK) == 0; }

Result<void> PosixDisk::write(const std::filesystem::path& file, ByteView bytes, unsigned mode) {
    const int fd =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);  // NOLINT(*-vararg): POSIX
    if (fd < 0) return failure(file);
    return write_out(fd, bytes, file, synced_);
}

Result<void> PosixDisk::append(const std::filesystem::path& file, ByteView bytes) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);  // NOLINT(*-vararg): POSIX
    if (fd < 0) return failure(file);
    return write_out(fd, bytes, file, false);
}

Result<void> PosixDisk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return failure(from);
    return {};
}

bool PosixDisk::remove(const std::filesystem::path& file) {
    return ::unlink(file.c_str()) == 0 || errno == ENOENT;
}

void PosixDisk::sync(const std::filesystem::path& place) {
    if (!synced_) return;
    const int fd = ::open(place.c_str(), O_RDONLY | O_CLOEXEC);  // NOLINT(*-vararg): POSIX
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

}  // namespace cupspec::emulator
