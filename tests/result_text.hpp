#pragma once

#include "base/result.hpp"

#include <catch2/catch.hpp>

#include <string>

/// Lets CHECK and REQUIRE take a Result as it is and say why it failed.
template <class T>
struct Catch::StringMaker<cupspec::Result<T>> {
    static std::string convert(const cupspec::Result<T>& result) {
        return result ? "a value" : describe(result.error());
    }
};
