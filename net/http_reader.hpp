#pragma once

#include "net/http.hpp"

#include <cstddef>

namespace cupspec::net {

/// Cuts one connection's bytes into requests; keeps what arrives behind one for the next.
class RequestReader {
public:
    /// @param stream must outlive the reader
    RequestReader(Stream& stream, const HttpLimits& limits) : stream_{&stream}, limits_{limits} {}

    const HttpLimits& limits() const { return limits_; }

    /// Until a request's first byte is there, or the stream's deadline: the caller sets it.
    awaitable<error_code> wait();

    /// The next request, all of it within HttpLimits::request from its first byte.
    /// @return otherwise Errc or the stream's error, `where` = the peer
    awaitable<Result<HttpRequest>> next();

    /// Bytes that arrived behind the last request; they are no longer the reader's.
    Bytes take_excess();

private:
    class Parser;

    awaitable<error_code> read_head();
    awaitable<error_code> read_body(Parser& parser);
    awaitable<error_code> read_more();
    awaitable<error_code> read_some();
    void set_deadline();
    awaitable<error_code> invite_body();
    Error refusal(const error_code& error, const Parser& parser) const;

    Stream* stream_;
    HttpLimits limits_;
    Bytes pending_;                                   ///< arrived and not yet used
    std::chrono::steady_clock::time_point whole_by_;  ///< this request's last byte
    std::size_t pieces_ = 0;                          ///< reads since the last request
    std::size_t head_ = 0;  ///< size of the head at the front of pending_, once it is whole
};

}  // namespace cupspec::net
