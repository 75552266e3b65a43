#pragma once

#include "base/files.hpp"

#include <filesystem>
#include <string>

namespace cupspec::test {

/// A path below tests/vectors. The sessions are copied first, once a process: a server writes beside what it
/// serves, and a test that writes into the sources changes what other tests see.
inline std::filesystem::path recorded_path(const std::string& path) {
    static const TemporaryDirectory copy = [] {
        auto directory = TemporaryDirectory::make().value();
        for (const char* session : {"session-plain", "session-tls"})
            std::filesystem::copy(std::filesystem::path{CUPSPEC_VECTORS} / session,
                                  directory.path() / session, std::filesystem::copy_options::recursive);
        return directory;
    }();
    return (path.starts_with("session-") ? copy.path() : std::filesystem::path{CUPSPEC_VECTORS}) / path;
}

/// The same, as an argument of the program.
inline std::string vector_path(const std::string& path) { return recorded_path(path).string(); }

}  // namespace cupspec::test
