#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

/// A member of an object as Station's reader meets it. Offsets count bytes in the text that was read.
struct StationMember {
    std::string name;
    bool is_text = false;     ///< a JSON string; of everything else only the extent matters here
    std::string text;         ///< unescaped
    std::size_t name_at = 0;  ///< of the name's opening quotation mark
    std::size_t at = 0;       ///< of the value's first character
    std::size_t size = 0;     ///< of the value, quotation marks included
};

/// A text is one object, read member by member: what is wrong later leaves what was read before.
struct StationObject {
    std::vector<StationMember> members;  ///< in their order; the same name may come twice
    bool complete = false;               ///< the object ended
    std::string problem;                 ///< empty: the text is one object and nothing else
    std::size_t problem_at = 0;          ///< offset of what is wrong
};

/// JSON as Station 2.0.6 reads it: `/* */` comments, leading zeros, any byte within strings; no `//`, no
/// check of UTF-8, at most eight levels within the object. Source: Station 2.0.6, protocol.md §9.1.
StationObject read_station_object(std::string_view text);

/// A value alone in its text, as the one member, nameless, of an object.
StationObject read_station_value(std::string_view text);

/// The value of the first `"msgtype"` in the text, wherever it stands: Station looks for it before it reads.
/// @return empty when there is none that is a string without escapes
std::string find_msgtype(std::string_view text);

}  // namespace cupspec::emulator
