#pragma once

#include "base/bytes.hpp"
#include "net/stream.hpp"
#include "protocol/exchange.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::net {

struct Header {
    std::string name;
    std::string value;
};

struct HttpRequest {
    std::string method;
    std::string target;
    std::vector<Header> headers;
    std::string head;  ///< the raw bytes up to and with the empty line
    Bytes body;
    std::string peer;
    protocol::TlsFacts tls;
    bool keep_alive = true;  ///< the client wants to go on with this connection
    std::size_t pieces = 0;  ///< reads it came in
    Bytes excess;            ///< bytes that arrived behind the request; filled by read_request only

    /// First value of a header, name case-insensitive; nothing when absent.
    std::optional<std::string_view> header(std::string_view name) const;
};

/// The part of an answer's body that is streamed (firmware): constant memory whatever its size.
class BodySource {
public:
    BodySource() = default;
    BodySource(const BodySource&) = delete;
    BodySource& operator=(const BodySource&) = delete;
    virtual ~BodySource() = default;
    virtual std::uint64_t size() const = 0;
    /// Fills at most buffer.size() bytes; 0 at the end.
    virtual Result<std::size_t> read(std::span<std::uint8_t> buffer) = 0;
};

struct HttpLimits {
    std::chrono::milliseconds idle{30'000};     ///< longest silence of the peer, per operation
    std::chrono::milliseconds request{60'000};  ///< one request's head and body, from the first byte: 408
    std::size_t head = 16 * 1024;               ///< larger: 431
    std::size_t body = 64 * 1024;               ///< larger: 413
    unsigned requests = 1000;                   ///< per connection
};

struct HttpAnswer;

/// Sends an answer in a manner of its own.
class Delivery {
public:
    Delivery() = default;
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;
    virtual ~Delivery() = default;
    /// The connection's last answer. `stream` and the object outlive the call.
    /// @return an error when nothing is to be said any more, not even good-bye
    virtual awaitable<error_code> send(Stream& stream, HttpAnswer answer, HttpLimits limits) = 0;
};

struct HttpAnswer {
    unsigned status = 200;
    std::vector<Header> headers;  ///< Content-Length, Date and Connection are added
    Bytes body;
    std::unique_ptr<BodySource> rest;    ///< follows `body`; Content-Length counts both
    std::unique_ptr<Delivery> delivery;  ///< in place of write_answer, and the connection ends; empty: none
};

using HttpHandler = std::function<awaitable<HttpAnswer>(HttpRequest)>;

class HttpSessions;

/// Serves HTTP/1.x on one stream until the peer closes, breaks the protocol or falls silent. Content-Length
/// is always sent, chunked coding never; HEAD gets the head of the answer alone; 400 for what is not HTTP,
/// 408, 413 and 431 beyond the limits, each with a short text body; nothing for silence between requests.
/// Owns the stream; ends TLS with close_notify.
/// @param sessions outlives the session
awaitable<void> serve_http(std::unique_ptr<Stream> stream, HttpHandler handler, HttpLimits limits,
                           HttpSessions& sessions);
/// The same for a server that does not ask after its sessions.
awaitable<void> serve_http(std::unique_ptr<Stream> stream, HttpHandler handler, HttpLimits limits);

/// Reads one request head and body. For servers that go on with another protocol (WebSocket).
/// @return otherwise an error; `status_of` tells which HTTP status it deserves (0: say nothing, the peer is
/// gone)
/// @param stream must outlive the call, as `limits`
awaitable<Result<HttpRequest>> read_request(Stream& stream, const HttpLimits& limits);

/// Head and body leave in one write, `rest` in blocks of 64 KiB. Headers keep their order; Date,
/// Content-Length and Connection follow them unless the answer has its own.
/// @return otherwise the stream's error, or the BodySource's, and then the connection is aborted
awaitable<error_code> write_answer(Stream& stream, HttpAnswer answer, const HttpLimits& limits,
                                   bool keep_alive);

/// Status line and header lines as write_answer sends them, with the empty line.
std::string answer_head(const HttpAnswer& answer, bool keep_alive);

/// 400, 408, 413, 431 for an error of read_request; 0: say nothing, the peer is gone.
unsigned status_of(const Error& error);

/// Closes in an orderly way and reads off a little of what the peer still sends (at most 1 MiB or 2 s), so
/// that an answer that came early reaches it: unread bytes would turn our FIN into an RST.
awaitable<void> close_gently(Stream& stream);

/// "Not Found"
std::string_view reason_phrase(unsigned status);

}  // namespace cupspec::net
