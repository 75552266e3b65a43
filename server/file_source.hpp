#pragma once

#include "base/open_file.hpp"
#include "net/http.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace cupspec::server {

/// A regular file. @return otherwise missing_file, bad_file when it is none, or the file system's error;
/// `where` as given
Result<OpenFile> open_regular(const std::filesystem::path& path, const std::string& where);

/// Streams one file; what is read counts, not what the directory said before.
class FileSource final : public net::BodySource {
public:
    /// @param where how errors name it
    FileSource(OpenFile file, std::string where) : file_{std::move(file)}, where_{std::move(where)} {}
    /// As open_regular.
    static Result<std::unique_ptr<net::BodySource>> open(const std::filesystem::path& path,
                                                         const std::string& where);

    std::uint64_t size() const override { return file_.size(); }
    /// @return otherwise bad_file where the file has become shorter
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

private:
    OpenFile file_;
    std::uint64_t done_ = 0;
    std::string where_;
};

}  // namespace cupspec::server
