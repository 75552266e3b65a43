#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace cupspec::emulator {

/// One entry of a home directory as a look at it found it; links are followed.
struct HomeEntry {
    enum class Kind {
        file,
        directory,
        other,      ///< a pipe, a socket, a link to nowhere: never opened
        unreadable  ///< a file, but not for us, or too large to be one of Station's
    } kind = Kind::file;
    unsigned mode = 0644;  ///< permission bits
    Bytes content;         ///< of a file
    std::string trouble;   ///< why it is unreadable
};

/// By file name, in its order.
using HomeFiles = std::map<std::string, HomeEntry>;

/// Files above this are no credentials, whatever their name.
inline constexpr std::uint64_t kMaxHomeFileBytes = 1U << 20U;

/// Everything that lies in the directory itself; nothing is changed, no subdirectory entered.
/// @return otherwise the errno, `where` naming the directory
Result<HomeFiles> read_home(const std::filesystem::path& directory);

}  // namespace cupspec::emulator
