#pragma once

#include "base/bytes.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace cupspec {

/// A file in the making: a neighbour of its place (`NAME.XXXXXX`) that takes the place as a whole once it is
/// complete, and goes away with the object when it never was. A killed process leaves the neighbour behind.
class FileDraft {
public:
    /// @param mode permission bits, applied whatever the umask says
    /// @return otherwise the file system's error, `where` naming the path, as of all below
    static Result<FileDraft> make(const std::filesystem::path& path, unsigned mode);

    FileDraft(FileDraft&& other) noexcept;
    FileDraft& operator=(FileDraft&& other) = delete;
    FileDraft(const FileDraft&) = delete;
    FileDraft& operator=(const FileDraft&) = delete;
    ~FileDraft();

    Result<void> add(ByteView bytes);
    /// Takes the place of whatever lies there: a killed process leaves the old file or the new one.
    /// @param durable false: not synced, for what can be made again
    Result<void> replace(bool durable = true);
    /// Takes the place where nothing lies, in one step. @return false when something did
    Result<bool> create();

private:
    FileDraft(Descriptor file, std::string neighbour, std::string path)
        : file_{std::move(file)}, neighbour_{std::move(neighbour)}, path_{std::move(path)} {}
    Result<void> finish(bool durable);
    Error failure() const;

    Descriptor file_;
    std::string neighbour_;  ///< empty: no longer there
    std::string path_;
};

}  // namespace cupspec
