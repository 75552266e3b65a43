#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <optional>

namespace cupspec::emulator {

/// The file operations a gateway makes, one virtual call each, so that a test can stop the world at any of
/// them. Nothing here knows what the files mean.
class Disk {
public:
    Disk() = default;
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    virtual ~Disk() = default;

    /// The whole file; nothing when it is missing or unreadable (Station makes no difference).
    virtual std::optional<Bytes> read(const std::filesystem::path& file) = 0;
    virtual bool exists(const std::filesystem::path& file) = 0;
    virtual bool executable(const std::filesystem::path& file) = 0;
    /// Creates or truncates, then writes all. @param mode cut by the umask, applied when the file is made
    virtual Result<void> write(const std::filesystem::path& file, ByteView bytes, unsigned mode) = 0;
    /// At the end of a file that is there; on disk only after a `sync` of that file.
    virtual Result<void> append(const std::filesystem::path& file, ByteView bytes) = 0;
    virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// A missing file is no error. @return false: something still stands there, a directory for example
    virtual bool remove(const std::filesystem::path& file) = 0;
    /// A file's bytes, or a directory's entries, survive a power cut once this returns.
    virtual void sync(const std::filesystem::path& place) = 0;
};

/// The real one.
class PosixDisk : public Disk {
public:
    enum class Durability {
        synced,  ///< `write` waits for the file's data, `sync` for what it names
        relaxed  ///< nothing waits: for homes that do not outlive the run
    };
    explicit PosixDisk(Durability durability = Durability::synced)
        : synced_{durability == Durability::synced} {}

    std::optional<Bytes> read(const std::filesystem::path& file) override;
    bool exists(const std::filesystem::path& file) override;
    bool executable(const std::filesystem::path& file) override;
    Result<void> write(const std::filesystem::path& file, ByteView bytes, unsigned mode) override;
    Result<void> append(const std::filesystem::path& file, ByteView bytes) override;
    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
    bool remove(const std::filesystem::path& file) override;
    void sync(const std::filesystem::path& place) override;

private:
    bool synced_;
};

}  // namespace cupspec::emulator
