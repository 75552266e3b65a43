#pragma once

#include "base/result.hpp"

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace cupspec::server {

/// Why a server cannot start, or cannot answer a gateway.
enum class Errc {
    unknown_router = 1,  ///< no record for this gateway
    missing_file,        ///< a file the answer or the server needs is absent
    bad_file,            ///< a file is there and cannot be used
    bad_name,            ///< a directory or version that is no plain file name
    key_mismatch,        ///< the gateway has not the key its firmware is signed with
    bad_option,          ///< options that contradict each other
    exists,              ///< the object to be made is there already
    contended,           ///< others write the object at this moment
    unconditional,       ///< the S3 server does not make objects on condition
    bad_fault,           ///< a line of a fault script that says nothing
    bad_signature,       ///< a firmware's signature does not verify
    other_firmware,      ///< another firmware has the package's name
    store_unavailable,   ///< the store cannot be used now, whatever the object: unreachable, slow, no access
};

const boost::system::error_category& category() noexcept;
inline boost::system::error_code make_error_code(Errc e) noexcept {
    return {static_cast<int>(e), category()};
}

}  // namespace cupspec::server

template <>
struct boost::system::is_error_code_enum<cupspec::server::Errc> : std::true_type {};

namespace cupspec::server {

/// The store's trouble, whatever was found: its place tells the operator where to look.
inline Error unavailable(std::string where, std::string why) {
    return Error{Errc::store_unavailable, std::move(where), std::move(why)};
}
inline Error unavailable(std::string where, const Error& found) {
    return unavailable(std::move(where), describe(found));
}

}  // namespace cupspec::server
