#pragma once

#include "base/descriptor.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace cupspec {

/// A text file that grows by whole lines and is read by its owner alone (mode 0600). Each line is one write,
/// so a killed process leaves at most one that has no end; the next process that opens the file takes that
/// away.
class LineFile {
public:
    /// Made where there is none. @param first its first line, with its end: one that is there must be the
    /// same
    /// @return otherwise the errno, file_exists when it begins otherwise, `where` naming the path
    static Result<LineFile> open(const std::filesystem::path& path, std::string_view first);

    /// @param line with its end. @return otherwise the errno
    Result<void> add(std::string_view line);

private:
    LineFile(Descriptor file, std::string path) : file_{std::move(file)}, path_{std::move(path)} {}
    Error failure() const;

    Descriptor file_;
    std::string path_;
};

}  // namespace cupspec
