#pragma once

#include "emulator/disk.hpp"
#include "emulator/home_files.hpp"

#include <string>

namespace cupspec::emulator {

/// A copy of a home directory in memory: what a gateway would do to the real one is tried out here. Paths are
/// told apart by their file name alone.
class TrialDisk final : public Disk {
public:
    explicit TrialDisk(HomeFiles files) : files_{std::move(files)} {}

    std::optional<Bytes> read(const std::filesystem::path& file) override;
    bool exists(const std::filesystem::path& file) override;
    bool executable(const std::filesystem::path& file) override;
    Result<void> write(const std::filesystem::path& file, ByteView bytes, unsigned mode) override;
    Result<void> append(const std::filesystem::path& file, ByteView bytes) override;
    /// As POSIX has it: a file replaces no directory, a directory no file.
    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
    bool remove(const std::filesystem::path& file) override;
    void sync(const std::filesystem::path& directory) override;

    /// The file of the real home in which the content of this one lies: another one after a rename or a copy.
    std::string origin(const std::filesystem::path& file) const;

    const HomeFiles& files() const { return files_; }
    /// Something other than the gateway changed the directory.
    void replace(HomeFiles files);

private:
    HomeFiles files_;
    std::map<std::string, std::string> origins_;  ///< of what was moved or copied
    std::string last_read_;
};

}  // namespace cupspec::emulator
