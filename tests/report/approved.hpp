#pragma once

#include "base/files.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

namespace cupspec::test {

/// Compares byte for byte with tests/report/approved/NAME; with CUPSPEC_APPROVE=1 rewrites that file instead.
inline void check_approved(const std::string& name, const std::string& text) {
    const std::string path = std::string{CUPSPEC_SOURCE} + "/tests/report/approved/" + name;
    const char* approve = std::getenv("CUPSPEC_APPROVE");
    if (approve != nullptr && std::string_view{approve} == "1") {
        REQUIRE(write_file(path, as_bytes(text)).has_value());
        return;
    }
    const auto approved = read_file(path);
    REQUIRE(approved.has_value());
    CHECK(text == to_text(*approved));
}

}  // namespace cupspec::test
