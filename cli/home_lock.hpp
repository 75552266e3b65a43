#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <utility>

namespace cupspec::cli {

/// A lock on a directory that leaves no file and dies with the process.
class HomeLock {
public:
    /// @return the errno: resource_unavailable_try_again when somebody else holds it
    static Result<HomeLock> take(const std::filesystem::path& directory);

    HomeLock(HomeLock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    HomeLock& operator=(HomeLock&&) = delete;
    HomeLock(const HomeLock&) = delete;
    HomeLock& operator=(const HomeLock&) = delete;
    ~HomeLock();

private:
    explicit HomeLock(int descriptor) : descriptor_{descriptor} {}

    int descriptor_;
};

}  // namespace cupspec::cli
