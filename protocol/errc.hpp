#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace cupspec::protocol {

/// Why a byte string or a text is not what the CUPS protocol asks for.
enum class Errc {
    truncated = 1,   ///< a length field promises more bytes than there are
    length_range,    ///< a length is outside the range the segment allows
    bad_eui,         ///< no EUI-64 in any accepted form
    zero_eui,        ///< the EUI-64 ::0, which names no gateway
    bad_uri,         ///< not scheme://host:port
    bad_credential,  ///< a credential blob that does not split into trust, certificate and key
    bad_token,       ///< a token that is not a "Name: value" header line
    bad_pem,         ///< PEM armour that does not decode
};

const boost::system::error_category& category() noexcept;
inline boost::system::error_code make_error_code(Errc e) noexcept {
    return {static_cast<int>(e), category()};
}

}  // namespace cupspec::protocol

template <>
struct boost::system::is_error_code_enum<cupspec::protocol::Errc> : std::true_type {};
