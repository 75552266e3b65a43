#pragma once

#include <cstdint>
#include <string>

namespace cupspec {

/// What the file system says of a file without opening it. Two marks that are the same, taken well apart: the
/// file is the same, and nobody has written into it since the first. Source: POSIX stat(); what writes into a
/// file changes its times, what replaces it its number.
struct FileMark {
    std::uint64_t device = 0;
    std::uint64_t number = 0;  ///< inode
    std::uint64_t bytes = 0;
    std::int64_t written_ns = 0;  ///< mtime
    std::int64_t changed_ns = 0;  ///< ctime, which no program can set
    int error = 0;                ///< errno where there is no such file, and then all others are 0

    bool operator==(const FileMark&) const = default;
};

/// Follows symbolic links, as whoever opens the file does.
FileMark mark_of(const std::string& path);

}  // namespace cupspec
