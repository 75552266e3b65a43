#pragma once

#include "base/files.hpp"
#include "tests/recordings.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

namespace cupspec::test {

/// A copy of a recorded home in a directory of its own.
class HomeCopy {
public:
    explicit HomeCopy(const std::string& recorded) {
        std::filesystem::copy(vector_path(recorded), temp_.path() / "home");
    }
    std::string path() const { return (temp_.path() / "home").string(); }
    void put(const std::string& name, const std::string& text) const {
        REQUIRE(write_file(std::filesystem::path{path()} / name, as_bytes(text)).has_value());
    }
    std::string text(const std::string& name) const {
        return to_text(read_file(std::filesystem::path{path()} / name).value());
    }
    bool has(const std::string& name) const {
        return std::filesystem::exists(std::filesystem::path{path()} / name);
    }

private:
    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
};

}  // namespace cupspec::test
