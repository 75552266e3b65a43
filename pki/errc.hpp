#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace cupspec::pki {

/// Why a key, a certificate or a plan is not what was asked for.
enum class Errc {
    bad_key = 1,      ///< no private key in any known form
    unsuitable_key,   ///< a key that cannot take this form or do this work
    bad_certificate,  ///< no X.509 certificate, or a specification that makes none
    not_verified,     ///< a certificate that does not chain to the trust, or not at that time
    bad_public_key,   ///< not a 64-byte point on P-256
    bad_name,         ///< a plan's name that is no relative path, or is taken
    unknown_name,     ///< a plan's reference to an authority that is not there
    cycle,            ///< authorities that issue each other
    bad_offset,       ///< not a span such as "-1h30m"
    crypto,           ///< OpenSSL failed for a reason of its own
};

const boost::system::error_category& category() noexcept;
inline boost::system::error_code make_error_code(Errc e) noexcept {
    return {static_cast<int>(e), category()};
}

}  // namespace cupspec::pki

template <>
struct boost::system::is_error_code_enum<cupspec::pki::Errc> : std::true_type {};
