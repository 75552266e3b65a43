#pragma once

#include "base/descriptor.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace cupspec {

/// A file that stays readable whatever becomes of its name.
class OpenFile {
public:
    /// Does not wait for the other end of a pipe. @return otherwise the errno, `where` naming the path
    static Result<OpenFile> open(const std::filesystem::path& path);

    /// The same file for another reader; what one reads does not move the other. @return otherwise the errno
    Result<OpenFile> another() const;

    bool is_regular() const { return is_regular_; }
    /// When it was opened.
    std::uint64_t size() const { return size_; }
    /// What the file system knew of it then; another one for each new content.
    const std::string& version() const { return version_; }
    /// At most buffer.size() bytes from there; fewer at the end. @return otherwise the errno
    Result<std::size_t> read(std::span<std::uint8_t> buffer, std::uint64_t from) const;

private:
    explicit OpenFile(Descriptor file) : file_{std::move(file)} {}

    Descriptor file_;
    bool is_regular_ = false;
    std::uint64_t size_ = 0;
    std::string version_;
};

}  // namespace cupspec
