#pragma once

#include "base/result.hpp"
#include "json/errc.hpp"
#include "json/value.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace cupspec::json {

inline constexpr std::size_t kMaxDepth = 64;

/// One-based line and column (in bytes) of an offset.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};

Position position_of(std::string_view text, std::size_t offset);

/// A key as a JSON pointer spells it: `~` and `/` escaped. Source: RFC 6901 §3.
std::string escape_pointer(std::string_view key);

/// How a text is to be read, and how errors name it.
struct Source {
    std::string name;  ///< file name in front of line and column; empty: errors name the JSON pointer alone
    bool comments = false;  ///< accept // and /* */ comments
};

/// A parsed text that still knows where everything stood.
struct Document {
    Source source;
    std::string text;
    Value root;

    /// "file:line:column: /pointer", or "/pointer" where the source has no name.
    std::string where(std::size_t offset, std::string_view pointer) const;
};

/// RFC 8259 JSON in UTF-8, whole and alone in the text; duplicate keys are refused wherever they stand.
/// @return the document; otherwise syntax, duplicate_key or nesting, `where` naming the place
Result<Document> parse(std::string text, Source source = {});

}  // namespace cupspec::json
