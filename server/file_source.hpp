#pragma once

#include "net/http.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace cupspec::server {

/// Streams one file; what is read counts, not what the directory said before.
class FileSource final : public net::BodySource {
public:
    /// @param size announced; a file that ends before it is an error of read
    /// @param where how errors name it
    /// @return otherwise bad_file
    static Result<std::unique_ptr<net::BodySource>> open(const std::filesystem::path& path,
                                                         std::uint64_t size, std::string where);

    FileSource(std::ifstream file, std::uint64_t size, std::string where)
        : file_{std::move(file)}, size_{size}, where_{std::move(where)} {}

    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

private:
    std::ifstream file_;
    std::uint64_t size_;
    std::uint64_t done_ = 0;
    std::string where_;
};

}  // namespace cupspec::server
