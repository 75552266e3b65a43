#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <memory>
#include <span>

struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;

namespace cupspec::bench {

/// One TLS connection to a port on loopback, blocking. Any trouble is a std::runtime_error: a benchmark that
/// did not do its work has no figure.
class Connection {
public:
    /// Connects and shakes hands. @param context must outlive the connection
    /// @param session to be resumed; nullptr: a full handshake. Throws when the server does not resume it.
    Connection(ssl_ctx_st* context, std::uint16_t port, ssl_session_st* session = nullptr);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    struct Answer {
        std::uint64_t body_bytes = 0;
        bool keep_alive = true;
    };
    /// Sends a whole request and reads a whole answer, whose body is counted and dropped. Throws unless it is
    /// a 200.
    Answer exchange(ByteView request);

    /// Says goodbye and waits until the server has closed: with TLS 1.3 only that tells that our certificate
    /// was taken.
    void part();

    ssl_st* native() const { return ssl_.get(); }

private:
    struct Free {
        void operator()(ssl_st* ssl) const;
    };
    /// @return 0 at the server's close_notify
    std::size_t read(std::span<std::uint8_t> room);

    int socket_ = -1;
    std::unique_ptr<ssl_st, Free> ssl_;
};

}  // namespace cupspec::bench
