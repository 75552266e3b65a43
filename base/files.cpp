#include "base/files.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <linux/magic.h>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utility>

namespace cupspec {
namespace {

error_code last_error() { return {errno, boost::system::system_category()}; }

/// Closes at the end of its life; `close` earlier tells whether that worked.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_{fd} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int value() const { return fd_; }
    bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

private:
    int fd_;
};

bool write_all(int fd, ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};  // NOLINT(*-vararg): POSIX
    if (file.value() < 0) return Error{last_error(), path.string(), {}};
    Bytes bytes;
    Bytes block(std::size_t{64} * 1024);
    for (;;) {
        const ssize_t n = ::read(file.value(), block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return Error{last_error(), path.string(), {}};
        if (n == 0) return bytes;
        if (bytes.size() + static_cast<std::size_t>(n) > limit_bytes) {
            return Error{make_error_code(boost::system::errc::file_too_large), path.string(),
                         "more than " + std::to_string(limit_bytes) + " bytes"};
        }
        bytes.insert(bytes.end(), block.begin(), block.begin() + n);
    }
}

Result<void> write_file(const std::filesystem::path& path, ByteView bytes, unsigned mode, bool durable) {
    std::string neighbour = path.string() + ".XXXXXX";
    Descriptor file{::mkostemp(neighbour.data(), O_CLOEXEC)};
    if (file.value() < 0) return Error{last_error(), path.string(), {}};
    const bool written = write_all(file.value(), bytes) && ::fchmod(file.value(), mode) == 0 &&
                         (!durable || ::fsync(file.value()) == 0) && file.close() &&
                         ::rename(neighbour.c_str(), path.c_str()) == 0;
    if (written) return {};
    const Error error{last_error(), path.string(), {}};
    ::unlink(neighbour.c_str());
    return error;
}

std::filesystem::path memory_directory(const std::filesystem::path& candidate) {
    constexpr std::uint64_t kRoom = std::uint64_t{1} << 30U;
    struct statfs at {};
    if (::statfs(candidate.c_str(), &at) != 0 || at.f_type != TMPFS_MAGIC) return {};
    if ((static_cast<unsigned long>(at.f_flags) & ST_NOEXEC) != 0) return {};
    if (at.f_bavail * static_cast<std::uint64_t>(at.f_bsize) < kRoom) return {};
    return ::access(candidate.c_str(), W_OK | X_OK) == 0 ? candidate : std::filesystem::path{};
}

Result<TemporaryDirectory> TemporaryDirectory::make(const std::filesystem::path& parent) {
    std::error_code ignored;
    const auto base = parent.empty() ? std::filesystem::temp_directory_path(ignored) : parent;
    std::string name = (base / "cupspec-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return Error{last_error(), name, {}};
    return TemporaryDirectory{name};
}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept
    : path_{std::exchange(other.path_, {})} {}

TemporaryDirectory& TemporaryDirectory::operator=(TemporaryDirectory&& other) noexcept {
    if (this != &other) {
        remove();
        path_ = std::exchange(other.path_, {});
    }
    return *this;
}

TemporaryDirectory::~TemporaryDirectory() { remove(); }

std::filesystem::path TemporaryDirectory::keep() && { return std::exchange(path_, {}); }

void TemporaryDirectory::remove() noexcept {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace cupspec
