#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace cupspec::json {

struct Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;  ///< in the order of the text

/// A JSON value that remembers where it began. Integers that fit neither 64-bit type are doubles.
struct Value {
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object>
        content;
    std::size_t offset = 0;  ///< byte offset of its first character in the text

    bool is_null() const { return std::holds_alternative<std::nullptr_t>(content); }
};

struct Member {
    std::string name;
    Value value;
    std::size_t offset = 0;  ///< byte offset of the name's opening quote
};

}  // namespace cupspec::json
