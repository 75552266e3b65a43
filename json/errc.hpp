#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace cupspec::json {

/// Why a text is not the JSON we asked for.
enum class Errc {
    syntax = 1,     ///< not JSON (RFC 8259)
    duplicate_key,  ///< an object names a member twice
    nesting,        ///< deeper than kMaxDepth
    wrong_type,     ///< another JSON type was expected
    out_of_range,   ///< a number outside the allowed range
    missing_key,    ///< a required member is absent
    unknown_key,    ///< a member nobody reads
    bad_value,      ///< right type, impossible content
};

const boost::system::error_category& category() noexcept;
inline boost::system::error_code make_error_code(Errc e) noexcept {
    return {static_cast<int>(e), category()};
}

}  // namespace cupspec::json

template <>
struct boost::system::is_error_code_enum<cupspec::json::Errc> : std::true_type {};
