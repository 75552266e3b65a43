#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "protocol/exchange.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace cupspec::net {

namespace asio = boost::asio;
using asio::awaitable;

struct IoResult {
    error_code error;
    std::size_t bytes = 0;
};

/// A byte stream to one peer, plain TCP or TLS; the only place where the two differ. Type-erased so that the
/// cost of networking templates is paid in few files. At most one read and one write at a time (they may
/// overlap); not thread-safe; must outlive its operations. Destroying it closes the socket without a
/// close_notify.
class Stream {
public:
    Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    virtual ~Stream() = default;

    /// The TLS handshake; nothing to do on plain TCP. On failure `tls().failure` says why in words.
    virtual awaitable<error_code> handshake() = 0;

    /// At least one byte, at most buffer.size(); on TLS at most one record. asio::error::eof when the peer
    /// closed, with or without close_notify. `buffer` stays the caller's until the result is there.
    virtual awaitable<IoResult> read_some(std::span<std::uint8_t> buffer) = 0;

    /// All of `bytes`, or the error and how many went before it.
    virtual awaitable<IoResult> write(ByteView bytes) = 0;

    /// Orderly end: close_notify on TLS, then FIN. Reading goes on until the peer closes too.
    /// After a failed TLS handshake it waits up to a second for the peer, so that our alert reaches it.
    virtual awaitable<error_code> close() = 0;

    /// FIN at once, without close_notify (as Station ends every connection). Pending operations fail.
    virtual void abort() noexcept = 0;
    /// RST instead of FIN.
    virtual void reset() noexcept = 0;

    /// Operations still pending then fail with asio::error::timed_out (holds until set anew).
    virtual void expires_at(std::chrono::steady_clock::time_point deadline) = 0;
    void expires_after(std::chrono::steady_clock::duration limit) {
        expires_at(std::chrono::steady_clock::now() + limit);
    }

    virtual const protocol::TlsFacts& tls() const = 0;
    virtual std::string peer() const = 0;  ///< "127.0.0.1:40123"
    virtual asio::any_io_executor executor() = 0;
};

}  // namespace cupspec::net
