#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "net/http.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::net {

/// Where a request goes.
struct HttpPlace {
    std::string host;
    std::string port;
    std::optional<TlsContext> tls;  ///< absent: plain HTTP
};

/// Headers keep their order; Host, Content-Length and `Connection: close` are added unless they are there.
struct ClientRequest {
    std::string method = "GET";
    std::string target = "/";
    std::vector<Header> headers;
    Bytes body;
    std::unique_ptr<BodySource> rest;  ///< follows `body` in blocks of 64 KiB; Content-Length counts both
};

struct ClientLimits {
    std::chrono::milliseconds idle{10'000};   ///< longest silence of the peer, and for connecting
    std::chrono::milliseconds whole{60'000};  ///< from connecting to the body's last byte
    std::size_t head = 16 * 1024;             ///< larger: head_too_large
};

/// An answer whose head has arrived; the body is read off the connection as the caller asks for it, in
/// constant memory. Owns the connection, which ends with the object.
class HttpResponse {
public:
    HttpResponse() = default;
    HttpResponse(const HttpResponse&) = delete;
    HttpResponse& operator=(const HttpResponse&) = delete;
    virtual ~HttpResponse() = default;

    virtual unsigned status() const = 0;
    virtual const std::vector<Header>& headers() const = 0;
    /// First value of a header, name case-insensitive; nothing when absent.
    std::optional<std::string_view> header(std::string_view name) const;
    /// What Content-Length announces, also in the answer to a HEAD; nothing when there is none (a chunked
    /// body, or one that ends with the connection: a cut of the latter cannot be seen).
    virtual std::optional<std::uint64_t> length() const = 0;

    /// At least one byte of the body, without its chunks; 0 at its end. `buffer` must not be empty and stays
    /// the caller's until the result is there.
    /// @return otherwise short_body where the peer ends early, not_http for a broken chunk, or the stream's
    /// error
    virtual awaitable<Result<std::size_t>> read(std::span<std::uint8_t> buffer) = 0;
};

/// Sends the request on a connection of its own and reads the answer's head; interim answers (1xx) are passed
/// over. A server may answer before it has read the whole body.
/// @return otherwise the BodySource's error (and then the connection ends short of the announced length),
/// connect's, TLS's or the stream's error, no_answer, short_body, not_http (an answer that is none, or a
/// control byte in the request), head_too_large; `where` = "host:port"
awaitable<Result<std::unique_ptr<HttpResponse>>> fetch(HttpPlace place, ClientRequest request,
                                                       ClientLimits limits);

/// As fetch, on a connection whose handshake is done.
awaitable<Result<std::unique_ptr<HttpResponse>>> fetch_over(std::unique_ptr<Stream> stream,
                                                            ClientRequest request, ClientLimits limits);

/// The whole body. @return otherwise as read, or body_too_large
/// @param response must outlive the call
awaitable<Result<Bytes>> read_body(HttpResponse& response, std::size_t limit_bytes);

}  // namespace cupspec::net
