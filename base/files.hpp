#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace cupspec {

/// The whole file. @param limit_bytes larger files are refused with file_too_large
/// @return the errno as error_code, `where` naming the path
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes = 64U << 20U);

/// Replaces the file as a whole: a neighbour is written, synced and renamed over it, so a killed process
/// leaves the old file or the new one. @param mode permission bits, applied whatever the umask says
/// @param durable false: not synced, for what can be made again (a test PKI of thirty files)
Result<void> write_file(const std::filesystem::path& path, ByteView bytes, unsigned mode = 0644,
                        bool durable = true);

/// Makes the file as a whole where none is, in one step: of several that try, one succeeds.
/// @return false when there was one; otherwise the file system's error, `where` naming the path
Result<bool> create_file(const std::filesystem::path& path, ByteView bytes, unsigned mode = 0644);

/// The directory and those above it, where they are not there yet.
Result<void> make_directory(const std::filesystem::path& path);

/// Where secrets and files of a moment are best kept: in memory, when `candidate` is a place there with a GiB
/// to spare from which programs may be started. @return `candidate`; otherwise empty
std::filesystem::path memory_directory(const std::filesystem::path& candidate = "/dev/shm");

/// A private directory (mode 0700) that is removed with all it holds when the object ends.
class TemporaryDirectory {
public:
    /// Below $TMPDIR as the caller read it, or the system's temporary directory when `parent` is empty.
    static Result<TemporaryDirectory> make(const std::filesystem::path& parent = {});

    TemporaryDirectory(TemporaryDirectory&& other) noexcept;
    TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept;
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    const std::filesystem::path& path() const { return path_; }

    /// Leaves the directory on disk and returns where it is.
    std::filesystem::path keep() &&;

private:
    explicit TemporaryDirectory(std::filesystem::path path) : path_{std::move(path)} {}
    void remove() noexcept;

    std::filesystem::path path_;  ///< empty: nothing to remove
};

}  // namespace cupspec
