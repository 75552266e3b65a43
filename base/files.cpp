#include "base/files.hpp"

#include "base/descriptor.hpp"
#include "base/file_draft.hpp"

#include <array>
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

constexpr std::size_t kReadBlock = std::size_t{16} * 1024;

error_code last_error() { return {errno, boost::system::system_category()}; }

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};  // NOLINT(*-vararg): POSIX
    if (file.value() < 0) return Error{last_error(), path.string(), {}};
    Bytes bytes;
    std::array<std::uint8_t, kReadBlock> block;  // NOLINT(*-member-init): filled by the read
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
    auto draft = FileDraft::make(path, mode);
    if (!draft) return draft.error();
    if (const auto added = draft->add(bytes); !added) return added.error();
    return draft->replace(durable);
}

Result<bool> create_file(const std::filesystem::path& path, ByteView bytes, unsigned mode) {
    auto draft = FileDraft::make(path, mode);
    if (!draft) return draft.error();
    if (const auto added = draft->add(bytes); !added) return added.error();
    return draft->create();
}

Result<void> make_directory(const std::filesystem::path& path) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed) return Error{failed, path.string(), {}};
    return {};
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
