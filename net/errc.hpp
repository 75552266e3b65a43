#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace cupspec::net {

/// What goes wrong between us and a peer beyond the socket's own errors.
enum class Errc {
    tls_setup = 1,     ///< certificates, keys or TLS options OpenSSL does not take; the detail says why
    tls_failed,        ///< the handshake or a record failed; `Stream::tls().failure` says why
    not_http,          ///< what arrived is no HTTP/1.x request, or no answer to one
    head_too_large,    ///< a head exceeds HttpLimits::head or ClientLimits::head
    request_too_slow,  ///< a request that has begun was not whole within HttpLimits::request or ::idle
    body_too_large,    ///< a body exceeds HttpLimits::body, or what the caller of read_body takes
    short_body,        ///< a BodySource or a peer's answer ended before the size it had announced
    no_answer,         ///< the peer closed the connection and had not begun to answer
    no_upgrade,        ///< a request or an answer that does not open a WebSocket
    bad_frame,         ///< a WebSocket frame Station refuses, or one beyond its receive buffer
    late_message,      ///< a text arrived after our close frame
};

const boost::system::error_category& category() noexcept;
inline boost::system::error_code make_error_code(Errc e) noexcept {
    return {static_cast<int>(e), category()};
}

}  // namespace cupspec::net

template <>
struct boost::system::is_error_code_enum<cupspec::net::Errc> : std::true_type {};
