#pragma once

#include "emulator/disk.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace cupspec::test {

/// Thrown where the power goes out.
struct PowerCut {};

/// A disk in memory that counts every change and dies at a chosen one. A write that dies has made the file
/// and written half of it, in turn nothing of it: both are states a real disk can be left in.
class MortalDisk final : public emulator::Disk {
public:
    static constexpr std::size_t kImmortal = static_cast<std::size_t>(-1);
    using Files = std::map<std::string, Bytes>;

    explicit MortalDisk(Files content) : files{std::move(content)} {}

    Files files;
    std::size_t changes = 0;          ///< made so far
    std::size_t syncs = 0;            ///< of those
    std::size_t dies_at = kImmortal;  ///< index of the change that does not happen
    bool half_writes = false;         ///< the dying write leaves half of its bytes

    std::optional<Bytes> read(const std::filesystem::path& file) override {
        const auto found = files.find(file);
        return found == files.end() ? std::nullopt : std::optional{found->second};
    }
    bool exists(const std::filesystem::path& file) override { return files.contains(file); }
    bool executable(const std::filesystem::path& file) override { return files.contains(file); }
    Result<void> write(const std::filesystem::path& file, ByteView bytes, unsigned /*mode*/) override {
        if (dies() && half_writes) files[file] = half(bytes);
        live();
        files[file] = {bytes.begin(), bytes.end()};
        return {};
    }
    Result<void> append(const std::filesystem::path& file, ByteView bytes) override {
        live();
        files[file].insert(files[file].end(), bytes.begin(), bytes.end());
        return {};
    }
    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        live();
        auto node = files.extract(from);
        files[to] = std::move(node.mapped());
        return {};
    }
    bool remove(const std::filesystem::path& file) override {
        live();
        files.erase(file);
        return true;
    }
    void sync(const std::filesystem::path& /*directory*/) override {
        live();
        ++syncs;
    }

private:
    bool dies() const { return changes == dies_at; }
    void live() {
        if (dies()) throw PowerCut{};
        ++changes;
    }
    static Bytes half(ByteView bytes) {
        return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2)};
    }
};

}  // namespace cupspec::test
